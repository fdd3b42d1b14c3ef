use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use http::{Method, Response as HttpResponse};
use statusmap_client::v1::{
    AdviseRetryRequest, AdviseRetryResponse, DelayOrigin, MapHttpStatusRequest, MapHttpStatusResponse, Role,
};
use statusmap_client::{Client, Code, Exchange, HttpAdvisor};
use statusmap_client_tests::fake::{Fake, StatusMapService};
use statusmap_client_tests::{Server, eventually};
use tonic::{Request, Response, Status, async_trait};
use tonic_types::{ErrorDetails, StatusExt};

const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

fn response(status: u16, retry_after: &str) -> HttpResponse<()> {
    HttpResponse::builder().status(status).header("Retry-After", retry_after).body(()).unwrap()
}

fn got(status: u16, retry_after: &str) -> Exchange {
    Exchange::from(&response(status, retry_after)).method(Method::GET)
}

/// What a service was asked, and with which code it fails.
#[derive(Default)]
struct Seen {
    mapped: Vec<MapHttpStatusRequest>,
    advised: Vec<AdviseRetryRequest>,
    fails: Option<Code>,
}

#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Seen>>);

impl Recorder {
    fn asked(&self) -> (usize, usize) {
        let seen = self.0.lock().unwrap();
        (seen.mapped.len(), seen.advised.len())
    }

    fn fail(&self, code: Option<Code>) {
        self.0.lock().unwrap().fails = code;
    }
}

fn unless(fails: Option<Code>) -> Result<(), Status> {
    fails.map_or(Ok(()), |code| Err(Status::new(code, "as told")))
}

#[async_trait]
impl StatusMapService for Recorder {
    async fn map_http_status(
        &self,
        request: Request<MapHttpStatusRequest>,
    ) -> Result<Response<MapHttpStatusResponse>, Status> {
        let mut seen = self.0.lock().unwrap();
        seen.mapped.push(request.into_inner());
        unless(seen.fails)?;
        Ok(Response::new(MapHttpStatusResponse { grpc_code: Some(5), ..Default::default() }))
    }

    async fn advise_retry(
        &self,
        request: Request<AdviseRetryRequest>,
    ) -> Result<Response<AdviseRetryResponse>, Status> {
        let request = request.into_inner();
        let mut seen = self.0.lock().unwrap();
        seen.advised.push(request.clone());
        unless(seen.fails)?;
        if request.retry_after == "soon" {
            let details = ErrorDetails::with_error_info("RETRY_AFTER_INVALID", "statusmap.v1", []);
            return Err(Status::with_error_details(Code::InvalidArgument, "no", details));
        }
        Ok(Response::new(AdviseRetryResponse::default()))
    }
}

async fn recorded() -> (Recorder, Fake, HttpAdvisor) {
    let recorder = Recorder::default();
    let fake = Fake::serve(recorder.clone()).await;
    let advisor = HttpAdvisor::new(Client::new(fake.address.to_string()).unwrap());
    (recorder, fake, advisor)
}

#[tokio::test]
async fn asks_what_the_exchange_has() {
    let (recorder, _fake, advisor) = recorded().await;
    let advisor = advisor.convention("envoy").as_proxy();
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    advisor.advise(Exchange::from(&response(503, DATE)).method(Method::POST).attempt(3).received_at(at)).await;
    let seen = recorder.0.lock().unwrap();
    assert_eq!(seen.mapped, [MapHttpStatusRequest::from((503, "envoy"))]);
    let question = AdviseRetryRequest {
        method: "POST".into(),
        retry_after: DATE.into(),
        received_at: Some(at.into()),
        attempt: 3,
        role: Role::Proxy.into(),
        ..503.into()
    };
    assert_eq!(seen.advised, [question]);
}

#[tokio::test]
async fn remembers_answers_by_all_that_they_depend_on() {
    let (recorder, _fake, advisor) = recorded().await;
    for _ in 0..2 {
        for exchange in [
            got(503, "7"),
            got(500, "7"),
            got(503, "7").method(Method::PUT),
            got(503, "8"),
            got(503, "7").attempt(2),
            got(503, "7").idempotent(),
        ] {
            let advice = advisor.advise(exchange).await;
            assert_eq!((advice.code, advice.fallback, advice.error.is_none()), (Code::NotFound, false, true));
        }
    }
    assert_eq!(recorder.asked(), (2, 6));
}

#[tokio::test]
async fn does_not_remember_what_a_date_says() {
    let (recorder, _fake, advisor) = recorded().await;
    for _ in 0..2 {
        advisor.advise(got(503, DATE)).await;
    }
    assert_eq!(recorder.asked(), (1, 2));
}

#[tokio::test]
async fn remembers_as_much_and_as_long_as_it_may() {
    let (recorder, _fake, advisor) = recorded().await;
    let advisor = advisor.cache_size(1);
    for status in [404, 404, 409, 404] {
        advisor.advise(got(status, "")).await;
    }
    assert_eq!(recorder.asked(), (3, 3));
    let advisor = advisor.cache_age(Duration::ZERO);
    for _ in 0..2 {
        advisor.advise(got(404, "")).await;
    }
    assert_eq!(recorder.asked(), (5, 5));
}

#[tokio::test]
async fn leaves_out_a_retry_after_that_is_none() {
    let (recorder, _fake, advisor) = recorded().await;
    let advice = advisor.advise(got(503, "soon")).await;
    assert!(advice.error.is_none() && advice.retry.is_some(), "{advice:?}");
    assert_eq!(recorder.0.lock().unwrap().advised[1].retry_after, "");
}

#[tokio::test]
async fn leaves_a_service_alone_that_does_not_answer() {
    for (code, asked_again) in [(Code::ResourceExhausted, false), (Code::InvalidArgument, true)] {
        let (recorder, _fake, advisor) = recorded().await;
        recorder.fail(Some(code));
        let advice = advisor.advise(got(404, "")).await;
        assert_eq!((advice.code, advice.fallback, advice.error.unwrap().code()), (Code::Unknown, true, code));
        let advice = advisor.advise(got(204, "")).await;
        assert_eq!((advice.code, advice.fallback, advice.may_retry()), (Code::Ok, true, false));
        assert_eq!(recorder.asked(), if asked_again { (2, 2) } else { (1, 1) });
        recorder.fail(None);
        tokio::time::sleep(Duration::from_millis(1100)).await;
        let advice = advisor.advise(got(404, "")).await;
        assert!(!advice.fallback && advice.error.is_none(), "{advice:?}");
    }
}

#[tokio::test]
async fn takes_no_longer_than_it_may() {
    // Connections come in, and nobody takes them.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let advisor = HttpAdvisor::new(Client::new(address).unwrap()).timeout(Duration::from_millis(100));
    let begin = Instant::now();
    let advice = advisor.advise(got(404, "")).await;
    assert_eq!((advice.fallback, advice.error.unwrap().code()), (true, Code::DeadlineExceeded));
    assert!(begin.elapsed() < Duration::from_millis(500), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn answers_for_the_real_service_and_when_it_is_away() {
    let server = Server::start();
    let address = server.address.clone();
    let advisor = HttpAdvisor::new(Client::new(address.as_str()).unwrap()).convention("envoy");
    let well = async || {
        let advice = advisor.advise(got(503, "7")).await;
        assert_eq!((advice.code, advice.fallback, advice.may_retry()), (Code::Unavailable, false, true), "{advice:?}");
        assert_eq!(advice.delay(), Duration::from_secs(7));
        assert_eq!(advice.mapping.unwrap().convention, "envoy");
    };
    well().await;
    let posted = advisor.advise(got(503, "7").method(Method::POST)).await;
    assert_eq!((posted.may_retry(), posted.delay()), (false, Duration::from_secs(7)));
    let dated = HttpResponse::builder().status(503).header("Date", "Sun, 06 Nov 1994 08:49:07 GMT");
    let dated = dated.header("Retry-After", DATE).body(()).unwrap();
    assert_eq!(advisor.advise(&dated).await.delay(), Duration::from_secs(30));
    let garbled = advisor.advise(got(503, "soon")).await;
    assert_eq!(garbled.retry.unwrap().delay.as_ref().unwrap().origin(), DelayOrigin::Backoff);
    // Beyond the domain of mappings, but not of advice.
    let beyond = advisor.advise(got(777, "")).await;
    assert!(beyond.fallback && beyond.retry.is_some() && beyond.error.is_some(), "{beyond:?}");
    assert!(advisor.advise(Exchange::from(&response(404, ""))).await.error.is_none(), "asked again at once");

    server.stop();
    well().await; // from memory
    let begin = Instant::now();
    let missing = advisor.advise(got(410, "")).await;
    assert!(missing.fallback && missing.code == Code::Unknown && missing.retry.is_none(), "{missing:?}");
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    let _server = Server::start_at(&address);
    eventually(async || advisor.advise(got(410, "")).await.error.map_or(Ok(()), Err)).await;
}
