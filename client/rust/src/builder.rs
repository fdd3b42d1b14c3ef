use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tonic::transport::Endpoint;

use crate::addresses::{Addresses, Host};
use crate::call::{Caller, Transport};
use crate::{Client, Error};

/// How long a call takes at most, its retries included, unless [`ClientBuilder::timeout`] or [`Client::with_timeout`] says
/// otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(2);

/// Shorter than the time of a call, so that the next address has its turn when one swallows what is sent to it.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

const USER_AGENT: &str = concat!("statusmap-rust/", env!("CARGO_PKG_VERSION"));

type Configure = Box<dyn Fn(Endpoint) -> Endpoint + Send + Sync>;

/// Makes a [`Client`].
///
/// ```
/// use std::time::Duration;
///
/// # fn main() -> Result<(), statusmap_client::Error> {
/// let client = statusmap_client::Client::builder("statusmap:50051")
///     .timeout(Duration::from_millis(500))
///     .user_agent("billing/1.4")
///     .build()?;
/// # Ok(())
/// # }
/// ```
pub struct ClientBuilder {
    target: String,
    timeout: Option<Duration>,
    user_agent: String,
    configure: Configure,
    #[cfg(feature = "tls")]
    tls: Option<tonic::transport::ClientTlsConfig>,
}

impl ClientBuilder {
    pub(crate) fn new(target: impl Into<String>) -> Self {
        Self {
            target: target.into(),
            timeout: Some(DEFAULT_TIMEOUT),
            user_agent: USER_AGENT.to_owned(),
            configure: Box::new(|endpoint| endpoint),
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// How long a call takes at most, its retries included. `None` is no limit. The default is [`DEFAULT_TIMEOUT`]. Calls
    /// with a stream of statuses have no limit but that of [`Client::with_timeout`].
    #[must_use]
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeout = limit.into();
        self
    }

    /// Names the caller, for instance "billing/1.4", in front of the user agent of this crate and of tonic.
    #[must_use]
    pub fn user_agent(mut self, agent: &str) -> Self {
        self.user_agent = format!("{agent} {USER_AGENT}");
        self
    }

    /// Encrypts, and checks who the server is: `ClientTlsConfig::new().with_enabled_roots()` takes the certificates of the
    /// system. The default is plaintext, which is what the server itself speaks; TLS is that of a proxy before it.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, config: tonic::transport::ClientTlsConfig) -> Self {
        self.tls = Some(config);
        self
    }

    /// Sets anything else of tonic's [`Endpoint`], for instance keepalive. It comes last, and so it wins.
    #[must_use]
    pub fn configure(mut self, configure: impl Fn(Endpoint) -> Endpoint + Send + Sync + 'static) -> Self {
        self.configure = Box::new(configure);
        self
    }

    /// Makes the client. It connects on the first call.
    ///
    /// # Errors
    ///
    /// `INVALID_ARGUMENT` for a target that is none (see [`Client::new`]) or for TLS that cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let hosts: Vec<_> = self.target.split(',').map(|target| self.host(target)).collect::<Result<_, _>>()?;
        let transport = Transport::Addresses(Arc::new(Addresses::new(hosts)));
        Ok(Client::of(Caller { transport, timeout: self.timeout, stream_timeout: None }))
    }

    fn host(&self, target: &str) -> Result<Host, Error> {
        let wrong = |error: tonic::transport::Error| Error::invalid_target(target, &whole(&error));
        let place = target.trim().trim_start_matches("dns:///");
        let place = if place.contains("://") { place.to_owned() } else { format!("{}://{place}", self.scheme()) };
        let mut endpoint = Endpoint::from_shared(place).map_err(wrong)?;
        if endpoint.uri().scheme_str() != Some(self.scheme()) {
            let needs = format!("it is to be {}:// as TLS is set, or without", self.scheme());
            return Err(Error::invalid_target(target, &needs));
        }
        endpoint = endpoint.connect_timeout(CONNECT_TIMEOUT).user_agent(&self.user_agent).map_err(wrong)?;
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            endpoint = endpoint.tls_config(tls.clone()).map_err(wrong)?;
        }
        Host::new(target, (self.configure)(endpoint))
    }

    fn scheme(&self) -> &'static str {
        #[cfg(feature = "tls")]
        if self.tls.is_some() {
            return "https";
        }
        "http"
    }
}

/// An error with what is behind it: tonic's own text is "transport error".
fn whole(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", whole(source)),
        None => error.to_string(),
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("target", &self.target)
            .field("timeout", &self.timeout)
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tonic::Code;

    use crate::Client;

    #[test]
    fn targets() {
        for target in [
            "localhost:50051",
            "127.0.0.1:1",
            "[::1]:1",
            "http://statusmap:50051",
            "dns:///statusmap:50051",
            "a:1,b:2, c:3",
        ] {
            assert!(Client::new(target).is_ok(), "{target}");
        }
    }

    #[test]
    fn what_is_no_target() {
        for target in
            ["", "localhost", ":1", "a b:1", "a:1/path", "https://a:1", "unix:///run/s", "a:99999", "a:1,", "ftp://a:1"]
        {
            let error = Client::new(target).expect_err(target);
            assert_eq!(error.code(), Code::InvalidArgument, "{target}");
            assert!(error.message().starts_with("target \""), "{error}");
        }
        assert!(Client::builder("a:1").user_agent("a\nb").build().is_err());
    }
}
