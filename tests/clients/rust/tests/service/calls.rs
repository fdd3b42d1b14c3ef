use http::StatusCode;
use statusmap_client::v1::{AdviseRetryRequest, ClassifyStatusRequest, RetryVerdict, Role};
use statusmap_client::{Client, Code, DOMAIN, reason};
use statusmap_client_tests::Server;
use tokio::task::JoinSet;
use tonic::transport::Endpoint;

#[tokio::test]
async fn short_questions_have_their_answers() {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap();
    assert_eq!(client.lookup_status(StatusCode::NOT_FOUND).await.unwrap().http_status, 404);
    assert_eq!(client.search_statuses("teapot").await.unwrap().matches[0].http_status, 418);
    assert_eq!(client.map_http_status((429, "envoy")).await.unwrap().code(), Some(Code::Unavailable));
    assert_eq!(client.map_http_status(429).await.unwrap().code(), Some(Code::ResourceExhausted));
    assert_eq!(client.map_grpc_code((Code::Cancelled, "dapr")).await.unwrap().http_status, Some(408));
    assert_eq!(client.map_grpc_code(Code::Ok).await.unwrap().http_status, Some(200));
    assert_eq!(client.compare_conventions(429).await.unwrap().by_http_status.unwrap().http_status, 429);
    assert_eq!(client.compare_conventions(Code::Ok).await.unwrap().by_grpc_code.unwrap().grpc_code, Some(0));
    let pair = client.compare_conventions(("envoy", "kratos")).await.unwrap().by_pair.unwrap();
    assert_eq!((pair.convention.as_str(), pair.other_convention.as_str()), ("envoy", "kratos"));
    let posted = AdviseRetryRequest { method: "POST".into(), role: Role::Proxy.into(), ..503.into() };
    assert_eq!(client.advise_retry(posted).await.unwrap().verdict(), RetryVerdict::DoNotRetry);
    assert!(client.advise_retry(Code::Unavailable).await.unwrap().may_retry());
}

#[tokio::test]
async fn errors_say_what_is_wrong() {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap();
    let error = client.lookup_status(99).await.unwrap_err();
    assert_eq!((error.code(), error.reason()), (Code::InvalidArgument, reason::HTTP_STATUS_OUT_OF_RANGE));
    assert_eq!((error.domain(), error.metadata()["allowed"].as_str()), (DOMAIN, "100 to 599"));
    assert_eq!(error.field_violations()[0].field, "http_status");
    let error = client.map_http_status((429, "envoi")).await.unwrap_err();
    assert_eq!(error.metadata()["nearest"], "envoy, dapr, esp-v1");
    let error = client.classify_status(ClassifyStatusRequest::default()).await.unwrap_err();
    assert_eq!(error.reason(), reason::FIELD_MISSING);
}

#[tokio::test]
async fn a_channel_and_the_stub_are_the_callers_too() {
    let server = Server::start();
    let channel = Endpoint::from_shared(format!("http://{}", server.address)).unwrap().connect_lazy();
    let client = Client::from_channel(channel);
    assert_eq!(client.classify_status(471).await.unwrap().treated_as, 400);
    let answer = client.stub().await.unwrap().classify_status(ClassifyStatusRequest::from(471)).await.unwrap();
    assert_eq!(answer.into_inner().treated_as, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_callers_at_once_have_their_own_answers() {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap();
    let mut callers = JoinSet::new();
    for caller in 0..20 {
        let client = client.clone();
        callers.spawn(async move {
            for http_status in (100 + caller..600).step_by(20) {
                assert_eq!(client.classify_status(http_status).await.unwrap().http_status, http_status);
            }
        });
    }
    callers.join_all().await;
}
