use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use statusmap_client::v1::{LookupStatusRequest, LookupStatusResponse};
use statusmap_client::{Client, Code};
use statusmap_client_tests::fake::{Counter, Fake, StatusMapService};
use statusmap_client_tests::{Server, eventually};
use tokio::net::TcpListener;
use tonic::{Request, Response, Status, async_trait};

/// Fails with these codes, one after the other, and answers then.
struct Failing {
    codes: Mutex<VecDeque<Code>>,
    calls: Arc<Counter>,
}

impl Failing {
    fn with(codes: &[Code]) -> (Self, Arc<Counter>) {
        let calls = Arc::new(Counter::default());
        (Self { codes: Mutex::new(codes.iter().copied().collect()), calls: calls.clone() }, calls)
    }
}

#[async_trait]
impl StatusMapService for Failing {
    async fn lookup_status(&self, _: Request<LookupStatusRequest>) -> Result<Response<LookupStatusResponse>, Status> {
        self.calls.count();
        match self.codes.lock().unwrap().pop_front() {
            Some(code) => Err(Status::new(code, "as told")),
            None => Ok(Response::new(LookupStatusResponse::default())),
        }
    }
}

#[tokio::test]
async fn three_failures_are_hidden_and_a_fourth_is_told() {
    for (failures, calls) in [(3, 4), (4, 4)] {
        let (failing, counted) = Failing::with(&vec![Code::Unavailable; failures]);
        let fake = Fake::serve(failing).await;
        let answer = Client::new(fake.address.to_string()).unwrap().lookup_status(404).await;
        assert_eq!(answer.err().map(|error| error.code()), (failures == 4).then_some(Code::Unavailable));
        assert_eq!(counted.total(), calls);
    }
}

#[tokio::test]
async fn what_the_service_refused_is_asked_once() {
    for code in [Code::InvalidArgument, Code::ResourceExhausted, Code::Unknown, Code::Cancelled, Code::Internal] {
        let (failing, counted) = Failing::with(&[code]);
        let fake = Fake::serve(failing).await;
        let error = Client::new(fake.address.to_string()).unwrap().lookup_status(404).await.unwrap_err();
        assert_eq!((error.code(), error.message()), (code, "as told"));
        assert_eq!(counted.total(), 1);
    }
}

#[tokio::test]
async fn the_addresses_of_the_target_have_their_turns() {
    let ((first, first_calls), (second, second_calls)) = (Failing::with(&[]), Failing::with(&[]));
    let (first, second) = (Fake::serve(first).await, Fake::serve(second).await);
    let client = Client::new(format!("{},{}", first.address, second.address)).unwrap();
    for _ in 0..20 {
        client.lookup_status(404).await.unwrap();
    }
    assert_eq!((first_calls.total(), second_calls.total()), (10, 10));
}

#[tokio::test]
async fn an_address_that_is_away_costs_an_attempt_and_not_a_call() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let (there, calls) = Failing::with(&[]);
    let there = Fake::serve(there).await;
    let client = Client::new(format!("{gone},{}", there.address)).unwrap();
    for _ in 0..10 {
        client.lookup_status(404).await.unwrap();
    }
    assert_eq!(calls.total(), 10);
}

#[tokio::test]
async fn names_are_looked_up() {
    let server = Server::start();
    let port = server.address.rsplit_once(':').unwrap().1;
    // localhost may be ::1 too, where nobody listens.
    let client = Client::new(format!("dns:///localhost:{port}")).unwrap();
    assert_eq!(client.classify_status(471).await.unwrap().treated_as, 400);
    let error = Client::new("no-such-host.invalid:1").unwrap().classify_status(471).await.unwrap_err();
    assert!(matches!(error.code(), Code::Unavailable | Code::DeadlineExceeded), "{error}");
}

#[tokio::test]
async fn a_server_that_was_gone_is_found_again() {
    let server = Server::start();
    let address = server.address.clone();
    let client = Client::new(address.as_str()).unwrap();
    client.classify_status(471).await.unwrap();
    server.stop();
    let begin = Instant::now();
    let error = client.classify_status(471).await.unwrap_err();
    assert_eq!(error.code(), Code::Unavailable, "{error}");
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    let _server = Server::start_at(&address);
    eventually(async || client.classify_status(471).await).await;
}

/// Takes connections, and ends each at its first byte.
#[tokio::test]
async fn a_connection_that_breaks_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let connections = Arc::new(Counter::default());
    let counted = connections.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.readable().await.unwrap();
            counted.count();
        }
    });
    let error = Client::new(address).unwrap().lookup_status(404).await.unwrap_err();
    assert_eq!((error.code(), connections.total()), (Code::Unavailable, 4), "{error}");
}
