//! Asks a statusmap service what an HTTP status means, what kind it is, which gRPC code it becomes under the convention of
//! a stack and back, and whether to send a request again. Every answer names its source.
//!
//! ```no_run
//! # async fn example() -> Result<(), statusmap_client::Error> {
//! let client = statusmap_client::Client::new("statusmap:50051")?;
//! let mapping = client.map_http_status((429, "envoy")).await?;
//! println!("{} by {}", mapping.grpc_code_name, mapping.source);
//! # Ok(())
//! # }
//! ```
//!
//! The client holds no table and checks no argument: the service does both, in one place. What the client adds is a
//! deadline, retries and load balancing (the service config that the clients of every language share), errors with their
//! reason ([`Error`]), and lists without pages. Answers are the messages of the contract, module [`v1`]; its comments are
//! the reference of their fields.
//!
//! [`HttpAdvisor`] answers for a response of an HTTP client, and keeps answering when the service is away.
//!
//! # Features
//!
//! - `tls`: [`ClientBuilder::tls`], by rustls and ring, with the certificates of the system.
//! - `reqwest`: an [`Exchange`] from a `reqwest::Response`.

mod addresses;
mod advice;
mod advisor;
mod builder;
mod bulk;
mod cache;
mod call;
mod client;
mod error;
mod exchange;
mod lists;
pub mod reason;
mod requests;
mod retry;
mod statuses;
mod streaming;
mod summary;

/// The messages of the contract, and the generated client.
#[allow(missing_docs, clippy::pedantic, rustdoc::all)]
pub mod v1 {
    include!("generated/statusmap.v1.rs");
}

pub use advice::Advice;
pub use advisor::HttpAdvisor;
pub use builder::{ClientBuilder, DEFAULT_TIMEOUT};
pub use client::Client;
pub use error::{DOMAIN, Error};
pub use exchange::Exchange;
pub use futures_util::TryStreamExt;
/// [`iter`](futures_util::stream::iter) makes a stream of an iterator.
pub use futures_util::stream;
pub use lists::Items;
pub use statuses::{NO_ANSWER, NOT_HTTP_STATUS, StatusCount};
pub use streaming::Answers;
pub use tonic::Code;
pub use tonic_types::FieldViolation;

/// The service config as the clients of every language have it: retries by it are this crate's own.
pub const SERVICE_CONFIG: &str = include_str!("generated/service_config.json");
