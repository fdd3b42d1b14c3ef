//! Streams that do not end well, at the real service.

use std::iter;
use std::time::{Duration, Instant};

use statusmap_client::{Answers, Client, Code, Error, TryStreamExt, reason, stream};
use statusmap_client_tests::{Server, eventually};

const CHUNK: i64 = 10_000;

fn endless() -> impl stream::Stream<Item = i32> + Send {
    stream::iter(iter::repeat(404))
}

/// Three chunks, and then nothing more, and no end.
fn waits() -> impl stream::Stream<Item = i32> + Send {
    stream::select(stream::iter(iter::repeat_n(404, 30_000)), stream::pending())
}

/// Goes through answers to their error, checks that all that was answered had come, and that nothing comes after it. After
/// three answers it has something happen.
async fn broken(mut answers: Answers<'_>, happen: impl FnOnce()) -> Error {
    let (mut came, mut happen) = (0, Some(happen));
    loop {
        match answers.try_next().await {
            Ok(Some(answer)) => came += i64::try_from(answer.grpc_codes.len()).unwrap(),
            Ok(None) => panic!("the stream ended well"),
            Err(error) => {
                assert_eq!(error.answered(), came, "{error}");
                assert!(came >= 3 * CHUNK, "{error}");
                assert_eq!(answers.try_next().await.unwrap(), None);
                return error;
            }
        }
        if came == 3 * CHUNK {
            happen.take().unwrap()();
        }
    }
}

#[tokio::test]
async fn a_deadline_says_how_much_was_answered() {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap();
    for _ in 0..5 {
        let begin = Instant::now();
        let limited = client.with_timeout(Duration::from_millis(300));
        let error = broken(limited.stream_map_http_statuses(endless(), ""), || ()).await;
        assert_eq!(error.code(), Code::DeadlineExceeded, "{error}");
        assert!((290..2000).contains(&begin.elapsed().as_millis()), "{:?}", begin.elapsed());
    }
}

/// The server ends the call, and the reader sees that later.
#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_is_one_for_a_reader_who_comes_late_too() {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap().with_timeout(Duration::from_millis(300));
    for pause in [320, 600] {
        let answers = client.stream_map_http_statuses(endless(), "");
        let error = broken(answers, || std::thread::sleep(Duration::from_millis(pause))).await;
        assert_eq!(error.code(), Code::DeadlineExceeded, "{error}");
    }
}

/// The source waits after three chunks, and the deadline passes in the meantime.
#[tokio::test]
async fn a_deadline_holds_for_a_source_that_waits_too() {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap().with_timeout(Duration::from_millis(200));
    let error = broken(client.stream_map_http_statuses(waits(), ""), || ()).await;
    assert_eq!((error.code(), error.answered()), (Code::DeadlineExceeded, 30_000), "{error}");
    let error = client.summarize_statuses(waits(), "", None).await.unwrap_err();
    assert_eq!((error.code(), error.answered()), (Code::DeadlineExceeded, 0), "{error}");
}

#[tokio::test]
async fn the_clients_own_limit_is_not_for_streams() {
    let server = Server::start();
    let client = Client::builder(server.address.as_str()).timeout(Duration::from_millis(100)).build().unwrap();
    let mut answers = client.stream_map_http_statuses(endless(), "");
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(400) {
        assert!(answers.try_next().await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_server_that_is_killed_is_unavailable() {
    let server = Server::start();
    let address = server.address.clone();
    let client = Client::new(address.as_str()).unwrap();
    let error = broken(client.stream_map_http_statuses(endless(), ""), move || drop(server)).await;
    assert_eq!((error.code(), error.reason()), (Code::Unavailable, ""), "{error}");
    // The rest can be asked of the server that comes after.
    let server = Server::start_at(&address);
    eventually(async || client.stream_map_http_statuses(stream::iter([404]), "").try_next().await).await;

    let killed = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        drop(server);
    };
    let (summary, ()) = tokio::join!(client.summarize_statuses(endless(), "", None), killed);
    assert_eq!(summary.unwrap_err().code(), Code::Unavailable);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_drains_says_how_much_it_answered() {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap();
    let mut stopping = None;
    // One that goes on sending may find its connection closed before it has read why.
    let error = broken(client.stream_map_http_statuses(waits(), ""), || {
        stopping = Some(std::thread::spawn(move || server.stop()));
    })
    .await;
    assert_eq!((error.code(), error.reason()), (Code::Unavailable, reason::SERVER_DRAINING), "{error}");
    assert_eq!(error.metadata()["answered"], error.answered().to_string());
    stopping.unwrap().join().unwrap();
}

#[tokio::test]
async fn no_server_is_unavailable() {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap();
    server.stop();
    let error = client.stream_map_http_statuses(endless(), "").try_next().await.unwrap_err();
    assert_eq!((error.code(), error.answered()), (Code::Unavailable, 0), "{error}");
    let error = client.summarize_statuses(endless(), "", None).await.unwrap_err();
    assert_eq!(error.code(), Code::Unavailable, "{error}");
}

/// Many times, since what leaks adds up.
#[tokio::test]
async fn answers_that_are_dropped_leave_a_client_that_works() {
    let server = Server::start();
    let client = Client::new(server.address.as_str()).unwrap();
    for _ in 0..200 {
        let answer = client.stream_map_http_statuses(endless(), "").try_next().await.unwrap();
        assert_eq!(answer.unwrap().answered, CHUNK);
    }
    client.classify_status(404).await.unwrap();
}
