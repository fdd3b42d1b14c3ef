//! A server that answers as a test wants.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;

pub use generated::status_map_service_server::{StatusMapService, StatusMapServiceServer};

#[allow(clippy::pedantic)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/statusmap.v1.rs"));
}

/// It ends with this value.
pub struct Fake {
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Fake {
    pub async fn serve(service: impl StatusMapService) -> Self {
        Self::serve_by(Server::builder(), service).await
    }

    /// With a server that was set up otherwise, for instance with TLS.
    pub async fn serve_by(mut server: Server, service: impl StatusMapService) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let router = server.add_service(StatusMapServiceServer::new(service));
        let task = tokio::spawn(async move {
            router.serve_with_incoming(TcpListenerStream::new(listener)).await.expect("a server");
        });
        Self { address, task }
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Counts calls.
#[derive(Debug, Default)]
pub struct Counter(AtomicUsize);

impl Counter {
    /// One more; returns how many there are.
    pub fn count(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }

    #[must_use]
    pub fn total(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// Waits until there are so many, for at most ten seconds.
    pub async fn reaches(&self, wanted: usize) {
        let reached = async {
            while self.total() < wanted {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), reached).await.expect("as many calls in ten seconds");
    }
}
