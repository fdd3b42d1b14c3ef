use futures_util::stream::Stream;

use crate::call::Stub;
use crate::statuses::{mapping_requests, summary_requests};
use crate::v1::{
    BatchMapHttpStatusesRequest, BatchMapHttpStatusesResponse, StreamMapHttpStatusesRequest, SummarizeStatusesRequest,
    SummarizeStatusesResponse,
};
use crate::{Answers, Client, Error, StatusCount, streaming, summary};

/// Many statuses at once. A convention of `""` is google-apis.
impl Client {
    /// Tells which gRPC codes HTTP statuses become under a convention, in one call. `grpc_codes` of the answer has as many
    /// as there were statuses, in their order: 0 to 16, [`NO_ANSWER`] where the convention has none, and
    /// [`NOT_HTTP_STATUS`] for what is not 100 to 599, so that one of those costs no other its answer. None at all are fine.
    ///
    /// ```no_run
    /// # async fn example(client: statusmap_client::Client) -> Result<(), statusmap_client::Error> {
    /// use statusmap_client::NOT_HTTP_STATUS;
    ///
    /// let batch = client.batch_map_http_statuses([404, 429, 1000], "envoy").await?;
    /// assert_eq!(batch.grpc_codes, [12, 14, NOT_HTTP_STATUS]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `INVALID_ARGUMENT` with [`CONVENTION_UNKNOWN`]; `FAILED_PRECONDITION` with [`DIRECTION_NOT_COVERED`];
    /// `RESOURCE_EXHAUSTED` without a reason for a request of more than 16 MiB, or what the server is set to: some eight
    /// million statuses.
    ///
    /// [`NO_ANSWER`]: crate::NO_ANSWER
    /// [`NOT_HTTP_STATUS`]: crate::NOT_HTTP_STATUS
    /// [`CONVENTION_UNKNOWN`]: crate::reason::CONVENTION_UNKNOWN
    /// [`DIRECTION_NOT_COVERED`]: crate::reason::DIRECTION_NOT_COVERED
    pub async fn batch_map_http_statuses(
        &self,
        statuses: impl IntoIterator<Item = i32>,
        convention: &str,
    ) -> Result<BatchMapHttpStatusesResponse, Error> {
        let http_statuses = statuses.into_iter().collect();
        let request = BatchMapHttpStatusesRequest { convention: convention.to_owned(), http_statuses };
        let ask = |mut stub: Stub, request| async move { stub.batch_map_http_statuses(request).await };
        self.caller.call(request, ask).await
    }

    /// The same for statuses without end, from a stream or, by [`stream::iter`](crate::stream::iter), from an iterator.
    /// Answers come a chunk at a time, each with the codes of its statuses in their order; only the first one names the
    /// convention and its source. A chunk has 10,000 statuses, or what there is when the source makes its reader wait. No
    /// statuses are one empty chunk, so that the convention is checked and named.
    ///
    /// ```no_run
    /// # async fn example(client: statusmap_client::Client, log: Vec<i32>) -> Result<(), statusmap_client::Error> {
    /// use statusmap_client::{TryStreamExt, stream};
    ///
    /// let mut answers = client.stream_map_http_statuses(stream::iter(log), "envoy");
    /// while let Some(chunk) = answers.try_next().await? {
    ///     println!("{} of {} so far", chunk.grpc_codes.len(), chunk.answered);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The source is polled by the one who polls the answers, in the same task, and never more than eight chunks ahead of
    /// what was read: who does not ask for answers does not have the source read. Nothing happens before the first poll.
    /// Dropping the answers cancels the call.
    ///
    /// No deadline holds but that of [`Self::with_timeout`]. As long as nothing was answered, `UNAVAILABLE` is tried again
    /// as for other calls; after that, an error comes behind all answers that were received, and [`Error::answered`] says
    /// how many statuses those were for, so that the rest can be asked again in a new stream.
    ///
    /// Errors: those of [`Self::batch_map_http_statuses`]; `UNAVAILABLE` with
    /// [`SERVER_DRAINING`](crate::reason::SERVER_DRAINING) from a server that shuts down, or without a reason where its
    /// connection broke first; `INTERNAL` from one that ends the stream before all is answered.
    pub fn stream_map_http_statuses<'source>(
        &self,
        statuses: impl Stream<Item = i32> + Send + 'source,
        convention: &str,
    ) -> Answers<'source> {
        streaming::answers(&self.caller, mapping_requests(statuses, convention.to_owned()))
    }

    /// [`Self::stream_map_http_statuses`] in chunks of the caller's own: each request has its answer. Its convention is to
    /// be that of the first one, or empty.
    ///
    /// Errors, beside those: `INVALID_ARGUMENT` with [`CONVENTION_CHANGED`](crate::reason::CONVENTION_CHANGED).
    pub fn stream_map_http_statuses_chunks<'source>(
        &self,
        chunks: impl Stream<Item = StreamMapHttpStatusesRequest> + Send + 'source,
    ) -> Answers<'source> {
        streaming::answers(&self.caller, chunks)
    }

    /// Counts statuses by class, code, gRPC code under a convention, error verdict and retry advice, and with a second
    /// convention in `against` tells which responses would change their gRPC code. The source gives statuses, or statuses
    /// and how often each occurred; it is read as fast as the service takes it, and need not fit into memory.
    ///
    /// ```no_run
    /// # async fn example(client: statusmap_client::Client) -> Result<(), statusmap_client::Error> {
    /// use statusmap_client::stream;
    ///
    /// let counted = stream::iter([(200, 980), (429, 15), (503, 5)]);
    /// let summary = client.summarize_statuses(counted, "google-apis", "envoy").await?;
    /// println!("{} of {} may be sent again", summary.retryable, summary.total);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// No deadline holds but that of [`Self::with_timeout`]. `UNAVAILABLE` is tried again as long as no more than eight
    /// chunks of 10,000 were read from the source. Dropping the future cancels the call.
    ///
    /// # Errors
    ///
    /// Those of [`Self::batch_map_http_statuses`], for each of the conventions; `INVALID_ARGUMENT` with [`WEIGHT_NEGATIVE`]
    /// or [`WEIGHTS_TOO_LARGE`]; `UNAVAILABLE` with [`SERVER_DRAINING`]; `INTERNAL` from a server that answers before it has
    /// all.
    ///
    /// [`WEIGHT_NEGATIVE`]: crate::reason::WEIGHT_NEGATIVE
    /// [`WEIGHTS_TOO_LARGE`]: crate::reason::WEIGHTS_TOO_LARGE
    /// [`SERVER_DRAINING`]: crate::reason::SERVER_DRAINING
    pub async fn summarize_statuses(
        &self,
        statuses: impl Stream<Item: Into<StatusCount>>,
        convention: &str,
        against: impl Into<Option<&str>>,
    ) -> Result<SummarizeStatusesResponse, Error> {
        let against = against.into().unwrap_or_default().to_owned();
        summary::summarize(&self.caller, summary_requests(statuses, convention.to_owned(), against)).await
    }

    /// [`Self::summarize_statuses`] in chunks of the caller's own. The conventions of a request are to be those of the first
    /// one, or empty.
    ///
    /// # Errors
    ///
    /// Beside those, `INVALID_ARGUMENT` with [`CONVENTION_CHANGED`](crate::reason::CONVENTION_CHANGED), or with
    /// [`WEIGHTS_MISMATCHED`](crate::reason::WEIGHTS_MISMATCHED) for a request that has weights, but not as many as statuses.
    pub async fn summarize_statuses_chunks(
        &self,
        chunks: impl Stream<Item = SummarizeStatusesRequest>,
    ) -> Result<SummarizeStatusesResponse, Error> {
        summary::summarize(&self.caller, chunks).await
    }
}
