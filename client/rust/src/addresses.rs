//! Goes round the addresses of a target, as the service config asks. tonic has one connection for a name, and its
//! balancer asks the least busy address of a list that others keep.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::Mutex;
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
    found: Mutex<Found>,
    stale: AtomicBool,
    turn: AtomicUsize,
}

#[derive(Debug, Default)]
struct Found {
    channels: Vec<(SocketAddr, Channel)>,
    looked_up: Option<Instant>,
}

impl Addresses {
    pub(crate) fn new(hosts: Vec<Host>) -> Self {
        let turn = AtomicUsize::new(fastrand::usize(..));
        Self { hosts, found: Mutex::default(), stale: AtomicBool::new(true), turn }
    }

    /// Where a call begins to go round. Not always at the same address, also not for clients that make one call each.
    pub(crate) fn turn(&self) -> usize {
        self.turn.fetch_add(1, Ordering::Relaxed)
    }

    /// Has the names be looked up again, since one of the addresses did not answer.
    pub(crate) fn doubt(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }

    /// The channel that has this turn.
    pub(crate) async fn channel(&self, turn: usize) -> Result<Channel, Status> {
        let mut found = self.found.lock().await;
        let rested = found.looked_up.is_none_or(|then| then.elapsed() >= LOOKUP_PAUSE);
        if found.channels.is_empty() || (rested && self.stale.load(Ordering::Relaxed)) {
            self.look_up(&mut found).await?;
        }
        let (_, channel) = &found.channels[turn % found.channels.len()];
        Ok(channel.clone())
    }

    /// Keeps the channels of addresses that are still there. Where no name has an address the old ones stay.
    async fn look_up(&self, found: &mut Found) -> Result<(), Status> {
        let mut channels = Vec::new();
        let mut wrong = None;
        for host in &self.hosts {
            match lookup_host((host.name.as_str(), host.port)).await {
                Ok(addresses) => channels.extend(addresses.map(|address| {
                    let old = found.channels.iter().find(|(known, _)| *known == address);
                    old.cloned().unwrap_or_else(|| (address, host.connect(address)))
                })),
                Err(error) => wrong = Some(format!("{}: {error}", host.name)),
            }
        }
        found.looked_up = Some(Instant::now());
        self.stale.store(false, Ordering::Relaxed);
        if !channels.is_empty() {
            found.channels = channels;
        } else if found.channels.is_empty() {
            let wrong = wrong.unwrap_or_else(|| "the target has no address".to_owned());
            return Err(Status::unavailable(wrong));
        }
        Ok(())
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
