//! Goes round the addresses of a target, as the service config asks. tonic has one connection for a name, and its
//! balancer asks the least busy address of a list that others keep.

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, lookup_host};
use tonic::Status;
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;

use crate::Error;

/// For how long names are not looked up again, however many calls fail.
const LOOKUP_PAUSE: Duration = Duration::from_secs(1);

/// A host and its port, with the endpoint that knows it by its name: for TLS, and for the authority of the calls.
#[derive(Debug)]
pub(crate) struct Host {
    name: String,
    port: u16,
    endpoint: Endpoint,
}

/// The addresses of a target, with a channel for each. Channels connect when they are used, and again when they have to.
#[derive(Debug)]
pub(crate) struct Addresses {
    hosts: Vec<Host>,
    known: Mutex<Known>,
    /// Held by the one who looks names up.
    looking: tokio::sync::Mutex<()>,
    turn: AtomicUsize,
}

#[derive(Debug, Default)]
struct Known {
    channels: Vec<Address>,
    looked_up: Option<Instant>,
    doubted: bool,
}

#[derive(Clone, Debug)]
struct Address {
    /// Which of the hosts has it.
    host: usize,
    place: SocketAddr,
    channel: Channel,
}

impl Addresses {
    pub(crate) fn new(hosts: Vec<Host>) -> Self {
        let turn = AtomicUsize::new(fastrand::usize(..));
        Self { hosts, known: Mutex::default(), looking: tokio::sync::Mutex::default(), turn }
    }

    /// Where a call begins to go round. Not always at the same address, also not for clients that make one call each.
    pub(crate) fn turn(&self) -> usize {
        self.turn.fetch_add(1, Ordering::Relaxed)
    }

    /// Has the names be looked up again, since one of the addresses did not answer. Nobody waits for that: what is known
    /// may still be right.
    pub(crate) fn doubt(self: &Arc<Self>) {
        let mut known = self.known();
        let rested = known.looked_up.is_some_and(|then| then.elapsed() >= LOOKUP_PAUSE);
        if rested && !known.doubted {
            known.doubted = true;
            let addresses = self.clone();
            // What went wrong is told by the call that finds no address.
            tokio::spawn(async move { drop(addresses.look_up().await) });
        }
    }

    /// The channel that has this turn.
    pub(crate) async fn channel(&self, turn: usize) -> Result<Channel, Status> {
        if let Some(channel) = self.known().channel(turn) {
            return Ok(channel);
        }
        self.look_up().await?;
        self.known().channel(turn).ok_or_else(|| Status::unavailable("the target has no address"))
    }

    /// Keeps the channels of addresses that are still there, and those of a host that cannot be looked up now.
    async fn look_up(&self) -> Result<(), Status> {
        let _one_at_a_time = self.looking.lock().await;
        let old = {
            let known = self.known();
            if !known.channels.is_empty() && !known.doubted {
                return Ok(()); // Someone else did.
            }
            known.channels.clone()
        };
        let mut channels = Vec::new();
        let mut outcome = Ok(());
        for (index, host) in self.hosts.iter().enumerate() {
            match lookup_host((host.name.as_str(), host.port)).await {
                Ok(places) => channels.extend(places.map(|place| {
                    let kept = old.iter().find(|address| address.host == index && address.place == place);
                    kept.cloned().unwrap_or_else(|| Address { host: index, place, channel: host.connect(place) })
                })),
                Err(error) => {
                    channels.extend(old.iter().filter(|address| address.host == index).cloned());
                    outcome = Err(Status::unavailable(format!("{}: {error}", host.name)));
                }
            }
        }
        let found = !channels.is_empty();
        *self.known() = Known { channels, looked_up: Some(Instant::now()), doubted: false };
        if found { Ok(()) } else { outcome }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // No panic can leave it half written.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn channel(&self, turn: usize) -> Option<Channel> {
        let count = NonZeroUsize::new(self.channels.len())?;
        Some(self.channels[turn % count].channel.clone())
    }
}

impl Host {
    /// Reads an URI with a host and a port, and nothing behind.
    pub(crate) fn new(target: &str, endpoint: Endpoint) -> Result<Self, Error> {
        let uri = endpoint.uri();
        let host = uri.host().filter(|host| !host.is_empty());
        let name = host.ok_or_else(|| Error::invalid_target(target, "it has no host"))?;
        let name = name.trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = uri.port_u16().ok_or_else(|| Error::invalid_target(target, "it has no port"))?;
        if !matches!(uri.path(), "" | "/") {
            return Err(Error::invalid_target(target, "a path is not part of a target"));
        }
        Ok(Self { name, port, endpoint })
    }

    fn connect(&self, address: SocketAddr) -> Channel {
        self.endpoint.connect_with_connector_lazy(service_fn(move |_: Uri| async move {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            io::Result::Ok(TokioIo::new(stream))
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use tonic::transport::Endpoint;

    use super::{Addresses, Host, LOOKUP_PAUSE};

    fn host(target: &str) -> Host {
        Host::new(target, Endpoint::from_shared(format!("http://{target}")).unwrap()).unwrap()
    }

    fn places(addresses: &Addresses) -> Vec<String> {
        addresses.known().channels.iter().map(|address| address.place.to_string()).collect()
    }

    /// As if the last time had been a while ago.
    fn rest(addresses: &Addresses) {
        addresses.known().looked_up = Instant::now().checked_sub(LOOKUP_PAUSE);
    }

    async fn looked_up(addresses: &Addresses) {
        while addresses.known().doubted {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    #[tokio::test]
    async fn names_are_looked_up_again_when_an_address_is_doubted() {
        let addresses = Arc::new(Addresses::new(vec![host("127.0.0.1:1"), host("127.0.0.2:2")]));
        addresses.channel(0).await.unwrap();
        assert_eq!(places(&addresses), ["127.0.0.1:1", "127.0.0.2:2"]);

        // An address that the name no longer has goes, and what was lost comes back.
        addresses.known().channels.remove(1);
        addresses.known().channels[0].place.set_port(9);
        addresses.doubt();
        assert_eq!(places(&addresses), ["127.0.0.1:9"], "not at once after the last time");
        rest(&addresses);
        addresses.doubt();
        addresses.channel(0).await.unwrap();
        looked_up(&addresses).await;
        assert_eq!(places(&addresses), ["127.0.0.1:1", "127.0.0.2:2"]);
    }

    #[tokio::test]
    async fn a_host_that_cannot_be_looked_up_keeps_its_addresses() {
        let mut addresses = Addresses::new(vec![host("127.0.0.1:1"), host("127.0.0.2:2")]);
        addresses.channel(0).await.unwrap();
        "no-such-host.invalid".clone_into(&mut addresses.hosts[1].name);
        let addresses = Arc::new(addresses);
        rest(&addresses);
        addresses.doubt();
        looked_up(&addresses).await;
        assert_eq!(places(&addresses), ["127.0.0.1:1", "127.0.0.2:2"]);

        let nowhere = Addresses::new(vec![host("no-such-host.invalid:1")]);
        let error = nowhere.channel(0).await.unwrap_err();
        assert!(error.message().starts_with("no-such-host.invalid: "), "{error}");
    }
}
