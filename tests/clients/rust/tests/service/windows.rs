//! What a stream has under way, how often it is tried, and how it ends, by services that say what they see.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use statusmap_client::v1::{
    StreamMapHttpStatusesRequest, StreamMapHttpStatusesResponse, SummarizeStatusesRequest, SummarizeStatusesResponse,
};
use statusmap_client::{Client, Code, TryStreamExt, stream};
use statusmap_client_tests::fake::{Counter, Fake, StatusMapService};
use stream::{BoxStream, Stream, StreamExt};
use tonic::{Request, Response, Status, Streaming, async_trait};

type Answer = Result<StreamMapHttpStatusesResponse, Status>;

/// Answers this many chunks, and then fails with the code or ends well, unless a call comes after that many failures.
#[derive(Default)]
struct Script {
    answers: usize,
    end: Option<Code>,
    failures: usize,
    calls: Arc<Counter>,
    ended: Arc<Counter>,
    had_deadline: Arc<AtomicBool>,
}

/// Counts when the call is over, however it ends.
struct Guard(Arc<Counter>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.count();
    }
}

#[async_trait]
impl StatusMapService for Script {
    async fn stream_map_http_statuses(
        &self,
        request: Request<Streaming<StreamMapHttpStatusesRequest>>,
    ) -> Result<Response<BoxStream<'static, Answer>>, Status> {
        self.had_deadline.store(request.metadata().contains_key("grpc-timeout"), Ordering::SeqCst);
        let works = self.calls.count() > self.failures;
        let answers = if works { usize::MAX } else { self.answers };
        let guard = Guard(self.ended.clone());
        let answered = request.into_inner().scan(0, move |answered, asked| {
            let _until_the_end = &guard;
            let asked = asked.map(|asked| {
                *answered += i64::try_from(asked.http_statuses.len()).unwrap();
                StreamMapHttpStatusesResponse {
                    grpc_codes: asked.http_statuses,
                    answered: *answered,
                    ..Default::default()
                }
            });
            std::future::ready(Some(asked))
        });
        let end = self.end.filter(|_| !works).map(|code| Err(Status::new(code, "as told")));
        Ok(Response::new(answered.take(answers).chain(stream::iter(end)).boxed()))
    }

    async fn summarize_statuses(
        &self,
        request: Request<Streaming<SummarizeStatusesRequest>>,
    ) -> Result<Response<SummarizeStatusesResponse>, Status> {
        self.had_deadline.store(request.metadata().contains_key("grpc-timeout"), Ordering::SeqCst);
        let works = self.calls.count() > self.failures;
        let _guard = Guard(self.ended.clone());
        let mut requests = request.into_inner().take(if works { usize::MAX } else { self.answers });
        let mut total = 0;
        while let Some(asked) = requests.try_next().await? {
            total += i64::try_from(asked.http_statuses.len()).unwrap();
        }
        match self.end.filter(|_| !works) {
            Some(code) => Err(Status::new(code, "as told")),
            None => Ok(Response::new(SummarizeStatusesResponse { total, ..Default::default() })),
        }
    }
}

async fn served(script: Script) -> (Fake, Client) {
    let fake = Fake::serve(script).await;
    let client = Client::new(fake.address.to_string()).unwrap();
    (fake, client)
}

/// Chunks of two statuses, and how many were taken.
fn counted(taken: &Arc<Counter>, chunks: usize) -> impl Stream<Item = StreamMapHttpStatusesRequest> + Send + use<> {
    let taken = taken.clone();
    stream::iter(0..).take(chunks).map(move |number| {
        taken.count();
        StreamMapHttpStatusesRequest { http_statuses: vec![number, 404], ..Default::default() }
    })
}

#[tokio::test]
async fn a_reader_that_stops_has_the_source_stop_eight_chunks_ahead() {
    let (_fake, client) = served(Script::default()).await;
    let taken = Arc::new(Counter::default());
    let mut answers = client.stream_map_http_statuses_chunks(counted(&taken, usize::MAX));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(taken.total(), 0, "before the first poll");
    for number in 0..10 {
        assert_eq!(answers.try_next().await.unwrap().unwrap().grpc_codes, [number, 404]);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!((10..=18).contains(&taken.total()), "{}", taken.total());
    for number in 10..1000 {
        assert_eq!(answers.try_next().await.unwrap().unwrap().grpc_codes, [number, 404]);
    }
    assert!((1000..=1008).contains(&taken.total()), "{}", taken.total());
}

#[tokio::test]
async fn dropped_answers_cancel_the_call_at_the_server_too() {
    let ended = Arc::new(Counter::default());
    let (_fake, client) = served(Script { ended: ended.clone(), ..Default::default() }).await;
    let mut answers = client.stream_map_http_statuses(stream::iter([404]).chain(stream::pending()), "");
    assert_eq!(answers.try_next().await.unwrap().unwrap().grpc_codes, [404]);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(ended.total(), 0);
    drop(answers);
    ended.reaches(1).await;
    let endless = stream::iter(std::iter::repeat(404));
    let summary = tokio::time::timeout(Duration::from_millis(200), client.summarize_statuses(endless, "", None)).await;
    assert!(summary.is_err(), "{summary:?}");
    ended.reaches(2).await;
}

#[tokio::test]
async fn what_was_not_answered_yet_is_tried_again() {
    // Failures, answers before each, calls to be made, and the code in the end.
    for (failures, answers, calls, code) in [
        (3, 0, 4, None),
        (4, 0, 4, Some(Code::Unavailable)),
        (1, 2, 1, Some(Code::Unavailable)),
        (1, 0, 1, Some(Code::ResourceExhausted)),
    ] {
        let counter = Arc::new(Counter::default());
        let end = Some(code.unwrap_or(Code::Unavailable));
        let (_fake, client) =
            served(Script { answers, end, failures, calls: counter.clone(), ..Default::default() }).await;
        let mut stream = client.stream_map_http_statuses_chunks(counted(&Arc::default(), 20));
        let mut number = 0;
        let failed = loop {
            match stream.try_next().await {
                Ok(Some(answer)) => assert_eq!(answer.grpc_codes, [number, 404]),
                Ok(None) => break None,
                Err(error) => break Some((error.code(), error.answered())),
            }
            number += 1;
        };
        assert_eq!(failed, code.map(|code| (code, 2 * i64::try_from(answers).unwrap())));
        assert_eq!(
            (counter.total(), number),
            (calls, if code.is_none() { 20 } else { i32::try_from(answers).unwrap() })
        );
    }
}

#[tokio::test]
async fn a_summary_is_tried_again_as_long_as_its_beginning_is_kept() {
    for (failures, statuses, calls, total) in
        [(3, 25_000, 4, Some(25_000)), (4, 25_000, 4, None), (1, 80_000, 2, Some(80_000)), (1, 80_001, 1, None)]
    {
        let counter = Arc::new(Counter::default());
        let script = Script { answers: 9, end: Some(Code::Unavailable), failures, ..Default::default() };
        let (_fake, client) = served(Script { calls: counter.clone(), ..script }).await;
        let answer = client.summarize_statuses(stream::iter(0..statuses), "", None).await;
        let answer = answer.map(|answer| answer.total).map_err(|error| error.code());
        assert_eq!(answer, total.ok_or(Code::Unavailable), "{statuses} after {failures}");
        assert_eq!(counter.total(), calls, "{statuses} after {failures}");
    }
}

#[tokio::test]
async fn a_service_that_ends_early_is_told() {
    let script = || Script { answers: 2, failures: 1, ..Default::default() };
    let (_fake, client) = served(script()).await;
    let mut answers = client.stream_map_http_statuses_chunks(counted(&Arc::default(), 3));
    assert_eq!(answers.try_next().await.unwrap().unwrap().answered, 2);
    assert_eq!(answers.try_next().await.unwrap().unwrap().answered, 4);
    let error = answers.try_next().await.unwrap_err();
    assert_eq!((error.code(), error.answered()), (Code::Internal, 4), "{error}");
    let (_fake, client) = served(script()).await;
    let endless = stream::iter(std::iter::repeat(404));
    let error = client.summarize_statuses(endless, "", None).await.unwrap_err();
    assert_eq!(error.code(), Code::Internal, "{error}");
}

#[tokio::test]
async fn only_a_limit_of_the_callers_is_a_deadline() {
    let had_deadline = Arc::new(AtomicBool::default());
    let (_fake, client) = served(Script { had_deadline: had_deadline.clone(), ..Default::default() }).await;
    for (client, has) in [(client.with_timeout(Duration::from_secs(60)), true), (client, false)] {
        let answers: Vec<_> = client.stream_map_http_statuses(stream::iter([404]), "").try_collect().await.unwrap();
        assert_eq!((answers.len(), had_deadline.swap(!has, Ordering::SeqCst)), (1, has));
        client.summarize_statuses(stream::iter([404]), "", None).await.unwrap();
        assert_eq!(had_deadline.swap(!has, Ordering::SeqCst), has);
    }
}
