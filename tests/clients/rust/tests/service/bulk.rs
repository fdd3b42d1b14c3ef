//! Many statuses, as the real service answers them.

use std::iter;

use statusmap_client::v1::StreamMapHttpStatusesResponse;
use statusmap_client::{Client, Code, NO_ANSWER, NOT_HTTP_STATUS, TryStreamExt, reason, stream};
use statusmap_client_tests::Server;

fn client() -> (Server, Client) {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap();
    (server, client)
}

#[tokio::test]
async fn a_batch_answers_all_by_position() {
    let (_server, client) = client();
    let answer = client.batch_map_http_statuses([200, 404, 1000, i32::MIN], "google-api-core-python").await.unwrap();
    assert_eq!(answer.grpc_codes, [NO_ANSWER, 5, NOT_HTTP_STATUS, NOT_HTTP_STATUS]);
    assert_eq!(answer.convention, "google-api-core-python");
    assert!(client.batch_map_http_statuses([], "").await.unwrap().grpc_codes.is_empty());
    let error = client.batch_map_http_statuses([404], "envoi").await.unwrap_err();
    assert_eq!(
        (error.reason(), error.metadata()["nearest"].as_str()),
        (reason::CONVENTION_UNKNOWN, "envoy, dapr, esp-v1")
    );
}

/// tonic receives 4 MiB unless told otherwise.
#[tokio::test]
async fn a_batch_may_be_larger_than_what_tonic_receives_by_default() {
    let (_server, client) = client();
    let client = client.with_timeout(std::time::Duration::from_secs(20));
    let asked = iter::repeat_n([404, 0, 503], 1_500_000).flatten();
    let codes = client.batch_map_http_statuses(asked, "").await.unwrap().grpc_codes;
    assert!(codes.into_iter().eq(iter::repeat_n([5, NOT_HTTP_STATUS, 14], 1_500_000).flatten()));
    // Ten bytes each.
    let error = client.batch_map_http_statuses(iter::repeat_n(-1, 1_700_000), "").await.unwrap_err();
    assert_eq!((error.code(), error.reason()), (Code::ResourceExhausted, ""), "{error}");
}

#[tokio::test]
async fn a_stream_answers_each_chunk_in_order() {
    let (_server, client) = client();
    let log: Vec<i32> = (0..123_456).map(|index| index % 700).collect();
    let expected = client.batch_map_http_statuses(log.clone(), "envoy").await.unwrap();
    // A source may borrow.
    let source = stream::iter(log.iter().copied());
    let answers: Vec<StreamMapHttpStatusesResponse> =
        client.stream_map_http_statuses(source, "envoy").try_collect().await.unwrap();
    let named: Vec<_> = answers.iter().map(|answer| answer.convention.as_str()).take(2).collect();
    assert_eq!((answers.len(), named), (13, vec!["envoy", ""]));
    assert_eq!(answers[0].source, expected.source);
    assert_eq!((answers[11].answered, answers[12].answered), (120_000, 123_456));
    let codes: Vec<_> = answers.into_iter().flat_map(|answer| answer.grpc_codes).collect();
    assert_eq!(codes, expected.grpc_codes);
}

#[tokio::test]
async fn a_stream_of_nothing_names_its_convention() {
    let (_server, client) = client();
    let answers: Vec<_> = client.stream_map_http_statuses(stream::empty(), "").try_collect().await.unwrap();
    assert_eq!((answers.len(), answers[0].convention.as_str(), answers[0].answered), (1, "google-apis", 0));
    let error = client.stream_map_http_statuses(stream::empty(), "envoi").try_next().await.unwrap_err();
    assert_eq!((error.reason(), error.answered()), (reason::CONVENTION_UNKNOWN, 0));
    let chunks: Vec<_> = client.stream_map_http_statuses_chunks(stream::empty()).try_collect().await.unwrap();
    assert_eq!(chunks, []);
}

#[tokio::test]
async fn a_summary_counts_statuses() {
    let (_server, client) = client();
    let log = (0..50_000).map(|index| if index % 10 == 0 { 429 } else { 301 });
    let one_by_one = client.summarize_statuses(stream::iter(log), "", "envoy").await.unwrap();
    let counted = stream::iter([(301, 45_000), (429, 5_000)]);
    assert_eq!(client.summarize_statuses(counted, "", "envoy").await.unwrap(), one_by_one);
    assert_eq!((one_by_one.total, one_by_one.retryable), (50_000, 5_000));
    let impact = one_by_one.impact.unwrap();
    assert_eq!((impact.against.as_str(), impact.changed), ("envoy", 5_000));

    let nothing = client.summarize_statuses(stream::empty::<i32>(), "dapr", None).await.unwrap();
    assert_eq!((nothing.convention.as_str(), nothing.total, nothing.impact), ("dapr", 0, None));
    let error = client.summarize_statuses(stream::iter([(200, -1)]), "", None).await.unwrap_err();
    assert_eq!(error.reason(), reason::WEIGHT_NEGATIVE);
    let error = client.summarize_statuses(stream::iter([200]), "", "envoi").await.unwrap_err();
    assert_eq!(error.reason(), reason::CONVENTION_UNKNOWN);
}
