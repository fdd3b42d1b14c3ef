use std::sync::Arc;
use std::time::{Duration, Instant};

use statusmap_client::v1::{LookupStatusRequest, LookupStatusResponse};
use statusmap_client::{Client, Code, Error};
use statusmap_client_tests::fake::{Counter, Fake, StatusMapService};
use tokio::net::{TcpListener, TcpStream};
use tonic::{Request, Response, Status, async_trait};

/// Accepts connections, and never says a word.
async fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        let mut accepted: Vec<TcpStream> = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            accepted.push(stream);
        }
    });
    address
}

async fn failure(client: Client) -> (Error, Duration) {
    let begin = Instant::now();
    let error = client.lookup_status(404).await.expect_err("nobody answers");
    (error, begin.elapsed())
}

#[tokio::test]
async fn is_two_seconds_unless_told_otherwise() {
    let (error, took) = failure(Client::new(silent().await).unwrap()).await;
    assert_eq!((error.code(), error.reason()), (Code::DeadlineExceeded, ""));
    assert!((1900..4000).contains(&took.as_millis()), "{took:?}");
}

#[tokio::test]
async fn is_that_of_the_client_or_of_the_call() {
    let client = Client::builder(silent().await).timeout(Duration::from_millis(300)).build().unwrap();
    let (error, took) = failure(client.clone()).await;
    assert_eq!(error.code(), Code::DeadlineExceeded);
    assert!((290..1500).contains(&took.as_millis()), "{took:?}");
    let (error, took) = failure(client.with_timeout(Duration::from_millis(50))).await;
    assert_eq!(error.code(), Code::DeadlineExceeded);
    assert!((45..290).contains(&took.as_millis()), "{took:?}");
}

#[tokio::test]
async fn holds_for_a_channel_of_the_callers_own() {
    let channel = tonic::transport::Endpoint::from_shared(format!("http://{}", silent().await)).unwrap().connect_lazy();
    let (error, took) = failure(Client::from_channel(channel).with_timeout(Duration::from_millis(100))).await;
    assert_eq!(error.code(), Code::DeadlineExceeded);
    assert!(took < Duration::from_secs(1), "{took:?}");
}

/// Tells in its error what time the call had, or never answers.
struct Slow {
    ended: Arc<Counter>,
    answers: bool,
}

/// Counts when the handler's future ends, however it does.
struct Guard(Arc<Counter>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.count();
    }
}

#[async_trait]
impl StatusMapService for Slow {
    async fn lookup_status(
        &self,
        request: Request<LookupStatusRequest>,
    ) -> Result<Response<LookupStatusResponse>, Status> {
        let _guard = Guard(self.ended.clone());
        if !self.answers {
            std::future::pending::<()>().await;
        }
        let time = request.metadata().get("grpc-timeout").map_or("none", |time| time.to_str().unwrap());
        Err(Status::aborted(time))
    }
}

#[tokio::test]
async fn reaches_the_server() {
    let fake = Fake::serve(Slow { ended: Arc::default(), answers: true }).await;
    let client = Client::new(fake.address.to_string()).unwrap();
    let (error, _) = failure(client.with_timeout(Duration::from_secs(60))).await;
    // In the unit that leaves the most digits: microseconds.
    let told = error.message().strip_suffix('u').and_then(|told| told.parse::<u64>().ok());
    assert!(told.is_some_and(|told| (50_000_000..=60_000_000).contains(&told)), "{error}");
    for none in [None, Some(Duration::MAX)] {
        assert_eq!(failure(client.with_timeout(none)).await.0.message(), "none");
    }
}

#[tokio::test]
async fn a_future_that_is_dropped_cancels_its_call_at_the_server_too() {
    let ended = Arc::new(Counter::default());
    let fake = Fake::serve(Slow { ended: ended.clone(), answers: false }).await;
    let client = Client::builder(fake.address.to_string()).timeout(None).build().unwrap();
    let call = tokio::time::timeout(Duration::from_millis(200), client.lookup_status(404)).await;
    assert!(call.is_err(), "{call:?}");
    ended.reaches(1).await;
}
