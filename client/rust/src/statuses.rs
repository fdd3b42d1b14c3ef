//! Many statuses as requests.

use futures_util::stream::{self, Stream, StreamExt};

use crate::v1::{StreamMapHttpStatusesRequest, SummarizeStatusesRequest};

/// Among the codes of a batch or a stream: the convention gives no answer for this status.
pub const NO_ANSWER: i32 = 126;

/// Among the codes of a batch or a stream: this number is no HTTP status (100 to 599).
pub const NOT_HTTP_STATUS: i32 = 127;

/// How many statuses go into a request at most: some 20 KB, of which a few are under way at a time.
const CHUNK: usize = 10_000;

/// A status, and how often it occurred: `404` is once, `(404, 17)` is seventeen times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusCount {
    /// Any number: what is not 100 to 599 is counted as invalid.
    pub status: i32,
    /// 0 or more.
    pub count: i64,
}

impl From<i32> for StatusCount {
    fn from(status: i32) -> Self {
        Self { status, count: 1 }
    }
}

impl From<(i32, i64)> for StatusCount {
    fn from((status, count): (i32, i64)) -> Self {
        Self { status, count }
    }
}

pub(crate) fn mapping_requests(
    statuses: impl Stream<Item = i32> + Send,
    mut convention: String,
) -> impl Stream<Item = StreamMapHttpStatusesRequest> + Send {
    chunks(statuses).map(move |http_statuses| {
        // Of no use in later ones.
        let convention = std::mem::take(&mut convention);
        StreamMapHttpStatusesRequest { convention, http_statuses }
    })
}

pub(crate) fn summary_requests(
    statuses: impl Stream<Item: Into<StatusCount>>,
    mut convention: String,
    mut against: String,
) -> impl Stream<Item = SummarizeStatusesRequest> {
    chunks(statuses.map(Into::into)).map(move |chunk| SummarizeStatusesRequest {
        convention: std::mem::take(&mut convention),
        against: std::mem::take(&mut against),
        http_statuses: chunk.iter().map(|counted| counted.status).collect(),
        // Without any, each counts once.
        weights: if chunk.iter().all(|counted| counted.count == 1) {
            Vec::new()
        } else {
            chunk.iter().map(|counted| counted.count).collect()
        },
    })
}

/// What is there at a time, up to the size of a chunk. There is always one, for the service to check the convention, and to
/// name it in its answer.
fn chunks<Item>(items: impl Stream<Item = Item>) -> impl Stream<Item = Vec<Item>> {
    let chunks = Box::pin(items.ready_chunks(CHUNK));
    stream::unfold((chunks, true), async |(mut chunks, first)| {
        let chunk = chunks.next().await.or_else(|| first.then(Vec::new))?;
        Some((chunk, (chunks, false)))
    })
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use futures_util::stream::{self, Stream, StreamExt};

    use super::{mapping_requests, summary_requests};
    use crate::v1::{StreamMapHttpStatusesRequest, SummarizeStatusesRequest};

    /// What a stream gives that never waits.
    fn all<Item>(items: impl Stream<Item = Item>) -> Vec<Item> {
        items.collect::<Vec<_>>().now_or_never().expect("it never waits")
    }

    #[test]
    fn chunks_have_all_statuses_in_their_order() {
        let requests = all(mapping_requests(stream::iter(0..25_000), "envoy".into()));
        let sizes: Vec<_> = requests.iter().map(|request| request.http_statuses.len()).collect();
        let conventions: Vec<_> = requests.iter().map(|request| request.convention.as_str()).collect();
        assert_eq!((sizes, conventions), (vec![10_000, 10_000, 5_000], vec!["envoy", "", ""]));
        let statuses: Vec<_> = requests.into_iter().flat_map(|request| request.http_statuses).collect();
        assert!(statuses.into_iter().eq(0..25_000));
    }

    #[test]
    fn a_source_that_waits_has_its_chunk_sent() {
        let waits_after_two = stream::iter([200, 404]).chain(stream::pending());
        let mut requests = Box::pin(mapping_requests(waits_after_two, String::new()));
        let first = requests.next().now_or_never().flatten();
        assert_eq!(first.unwrap().http_statuses, [200, 404]);
    }

    #[test]
    fn no_statuses_are_one_request() {
        let asked = StreamMapHttpStatusesRequest { convention: "envoy".into(), http_statuses: Vec::new() };
        assert_eq!(all(mapping_requests(stream::empty(), "envoy".into())), [asked]);
        let asked =
            SummarizeStatusesRequest { convention: "envoy".into(), against: "dapr".into(), ..Default::default() };
        assert_eq!(all(summary_requests(stream::empty::<i32>(), "envoy".into(), "dapr".into())), [asked]);
    }

    #[test]
    fn counts_are_weights_where_there_are_some() {
        let weights = |requests: Vec<SummarizeStatusesRequest>| requests[0].weights.clone();
        assert!(weights(all(summary_requests(stream::iter([200, 404]), String::new(), String::new()))).is_empty());
        let counted =
            all(summary_requests(stream::iter([(200, 980), (404, 1), (503, 0)]), String::new(), String::new()));
        assert_eq!(counted[0].http_statuses, [200, 404, 503]);
        assert_eq!(weights(counted), [980, 1, 0]);
    }
}
