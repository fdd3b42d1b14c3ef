use std::time::Duration;

use tonic::transport::Channel;

use crate::call::{Caller, Stub, Transport};
use crate::v1::{
    AdviseRetryRequest, AdviseRetryResponse, ClassifyStatusRequest, ClassifyStatusResponse, CompareConventionsRequest,
    CompareConventionsResponse, Convention, ListConventionsRequest, ListConventionsResponse, ListStatusesRequest,
    ListStatusesResponse, LookupStatusRequest, MapGrpcCodeRequest, MapGrpcCodeResponse, MapHttpStatusRequest,
    MapHttpStatusResponse, SearchStatusesRequest, SearchStatusesResponse, Status,
};
use crate::{ClientBuilder, DEFAULT_TIMEOUT, Error, Items, lists};

/// Asks one service. Make one and keep it: a clone is cheap and shares its connections, which are made on the first call,
/// again when they were lost, and closed with the last clone. Calls need a Tokio runtime.
///
/// A question is the request of the contract, or what becomes one: `404`, `(429, "envoy")`, [`Code::NotFound`]. Fields that
/// have no such form are set by name, with the rest from [`Default`]. To cancel a call, drop its future.
///
/// Codes that any method may end with, beside those that it names:
///
/// - `UNAVAILABLE`: no address could be reached, after the retries of the service config (four attempts in all)
/// - `DEADLINE_EXCEEDED`: the time of the call was over
/// - `RESOURCE_EXHAUSTED`, reason `TOO_MANY_CALLS`: the server has its limit of calls in flight; [`Error::retry_delay`]
///   says when to come back
///
/// [`Code::NotFound`]: crate::Code::NotFound
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) caller: Caller,
}

impl Client {
    /// A client of the service at `target`: `host:port`, with or without `dns:///` or `http://` in front, or several of
    /// them with commas between. Calls go round all addresses of all names, which are looked up again when one does not
    /// answer. It does not connect yet: a target that nobody serves shows as `UNAVAILABLE` on the first call.
    ///
    /// # Errors
    ///
    /// `INVALID_ARGUMENT` for a target that is none.
    pub fn new(target: impl Into<String>) -> Result<Self, Error> {
        Self::builder(target).build()
    }

    /// A client with choices: timeout, TLS, user agent, and all that tonic's endpoint has.
    pub fn builder(target: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(target)
    }

    /// A client over a channel of the caller's. Connections, balancing and TLS are those of the channel; deadline, retries
    /// and errors are ours.
    #[must_use]
    pub fn from_channel(channel: Channel) -> Self {
        let transport = Transport::Channel(channel);
        Self::of(Caller { transport, timeout: Some(DEFAULT_TIMEOUT), stream_timeout: None })
    }

    pub(crate) fn of(caller: Caller) -> Self {
        Self { caller }
    }

    /// The same client with another limit for the time of a call, its retries included; `None` is no limit. It holds for
    /// streams too, which have none otherwise. For one call:
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn example(client: statusmap_client::Client) -> Result<(), statusmap_client::Error> {
    /// let status = client.with_timeout(Duration::from_millis(200)).lookup_status(404).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_timeout(&self, limit: impl Into<Option<Duration>>) -> Self {
        let limit = limit.into();
        Self::of(Caller { transport: self.caller.transport.clone(), timeout: limit, stream_timeout: limit })
    }

    /// The generated client over the channel of the next address, for what the methods here do not offer: metadata, and
    /// what comes with an answer. Deadline, retries and errors are tonic's there.
    ///
    /// # Errors
    ///
    /// `UNAVAILABLE` if the name of the target has no address.
    pub async fn stub(&self) -> Result<Stub, Error> {
        Ok(self.caller.transport.stub(self.caller.transport.turn()).await?)
    }

    /// Tells what an HTTP status means: the vendor's text verbatim, and beside it what the IANA registry says, what
    /// de-facto users mean by it, and where the vendor departs from the standard. For 100 to 599.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` with [`HTTP_STATUS_UNKNOWN`] for one of 100 to 599 that no source knows ([`Self::classify_status`] still
    /// has an answer for it); `INVALID_ARGUMENT` with [`HTTP_STATUS_OUT_OF_RANGE`] or [`FIELD_MISSING`].
    ///
    /// [`HTTP_STATUS_UNKNOWN`]: crate::reason::HTTP_STATUS_UNKNOWN
    /// [`HTTP_STATUS_OUT_OF_RANGE`]: crate::reason::HTTP_STATUS_OUT_OF_RANGE
    /// [`FIELD_MISSING`]: crate::reason::FIELD_MISSING
    pub async fn lookup_status(&self, question: impl Into<LookupStatusRequest>) -> Result<Status, Error> {
        let ask = |mut stub: Stub, request| async move { stub.lookup_status(request).await };
        let answer = self.caller.call(question.into(), ask).await?;
        Ok(answer.status.unwrap_or_default())
    }

    /// Lists the HTTP statuses that any source knows and that pass the filters of the request, in ascending order. A page
    /// is fetched when the stream comes to it, and the time of a call holds for each. An error is the last thing that comes.
    ///
    /// ```no_run
    /// use statusmap_client::TryStreamExt;
    /// use statusmap_client::v1::{ListStatusesRequest, Origin};
    ///
    /// # async fn example(client: statusmap_client::Client) -> Result<(), statusmap_client::Error> {
    /// let registered = ListStatusesRequest { origin: Origin::Registry.into(), ..Default::default() };
    /// let mut statuses = client.list_statuses(registered);
    /// while let Some(status) = statuses.try_next().await? {
    ///     println!("{}", status.http_status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Errors: `INVALID_ARGUMENT` with [`FILTER_UNKNOWN`](crate::reason::FILTER_UNKNOWN), or with
    /// [`PAGE_TOKEN_INVALID`](crate::reason::PAGE_TOKEN_INVALID) or
    /// [`PAGE_SIZE_NEGATIVE`](crate::reason::PAGE_SIZE_NEGATIVE) for a page of the caller's own choice.
    pub fn list_statuses(&self, filter: impl Into<ListStatusesRequest>) -> Items<Status> {
        lists::items(self.clone(), filter.into())
    }

    /// One page of [`Self::list_statuses`], as the request asks for it.
    ///
    /// # Errors
    ///
    /// Those of [`Self::list_statuses`].
    pub async fn list_statuses_page(
        &self,
        page: impl Into<ListStatusesRequest>,
    ) -> Result<ListStatusesResponse, Error> {
        let ask = |mut stub: Stub, request| async move { stub.list_statuses(request).await };
        self.caller.call(page.into(), ask).await
    }

    /// Finds the HTTP statuses that have a name: a phrase of any era and spelling, a part of one, a constant of a program
    /// such as `StatusTooManyRequests`, or a number. A query has 1 to 200 bytes, white space around it apart. The best
    /// match comes first; at most `max_results` come, 10 for 0, never more than 100. A name that is like none has no
    /// matches, which is no error.
    ///
    /// # Errors
    ///
    /// `INVALID_ARGUMENT` with [`QUERY_EMPTY`], [`QUERY_TOO_LONG`], [`QUERY_CONTROL_CHARACTER`] or
    /// [`MAX_RESULTS_NEGATIVE`].
    ///
    /// [`QUERY_EMPTY`]: crate::reason::QUERY_EMPTY
    /// [`QUERY_TOO_LONG`]: crate::reason::QUERY_TOO_LONG
    /// [`QUERY_CONTROL_CHARACTER`]: crate::reason::QUERY_CONTROL_CHARACTER
    /// [`MAX_RESULTS_NEGATIVE`]: crate::reason::MAX_RESULTS_NEGATIVE
    pub async fn search_statuses(
        &self,
        query: impl Into<SearchStatusesRequest>,
    ) -> Result<SearchStatusesResponse, Error> {
        let ask = |mut stub: Stub, request| async move { stub.search_statuses(request).await };
        self.caller.call(query.into(), ask).await
    }

    /// Tells what kind an HTTP status is: its class, registered or not, interim, error, cacheable, redirection, what to do
    /// about a retry, and what published rules say of it. It has an answer for every status of 100 to 999, known or not,
    /// as RFC 9110 section 15 demands: 471 is treated as 400, and 600 to 999 as a server error.
    ///
    /// # Errors
    ///
    /// `INVALID_ARGUMENT` with [`HTTP_STATUS_OUT_OF_RANGE`](crate::reason::HTTP_STATUS_OUT_OF_RANGE) or
    /// [`FIELD_MISSING`](crate::reason::FIELD_MISSING).
    pub async fn classify_status(
        &self,
        question: impl Into<ClassifyStatusRequest>,
    ) -> Result<ClassifyStatusResponse, Error> {
        let ask = |mut stub: Stub, request| async move { stub.classify_status(request).await };
        self.caller.call(question.into(), ask).await
    }

    /// Tells whether a request that got an HTTP status of 100 to 999 (known or not), or a gRPC code, may be sent again, how
    /// long to wait, which clause says so, and what published policies of clients and proxies would do. The wait is to be
    /// drawn at random between the minimum and the maximum of `delay`; [`AdviseRetryResponse::wait`] does.
    ///
    /// ```no_run
    /// use statusmap_client::v1::AdviseRetryRequest;
    ///
    /// # async fn example(client: statusmap_client::Client) -> Result<(), statusmap_client::Error> {
    /// let posted = AdviseRetryRequest { method: "POST".into(), retry_after: "7".into(), ..503.into() };
    /// println!("{}", client.advise_retry(posted).await?.reason);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `INVALID_ARGUMENT` with [`HTTP_STATUS_OUT_OF_RANGE`], [`GRPC_CODE_NEGATIVE`], [`METHOD_INVALID`] (not a token of
    /// HTTP), [`RETRY_AFTER_INVALID`], [`RECEIVED_AT_MISSING`], [`RECEIVED_AT_INVALID`] (before year 1 or after 9999),
    /// [`ATTEMPT_NEGATIVE`], [`ROLE_UNKNOWN`], [`FIELD_MISSING`], or [`QUESTION_AMBIGUOUS`] for both a status and a code.
    ///
    /// [`HTTP_STATUS_OUT_OF_RANGE`]: crate::reason::HTTP_STATUS_OUT_OF_RANGE
    /// [`GRPC_CODE_NEGATIVE`]: crate::reason::GRPC_CODE_NEGATIVE
    /// [`METHOD_INVALID`]: crate::reason::METHOD_INVALID
    /// [`RETRY_AFTER_INVALID`]: crate::reason::RETRY_AFTER_INVALID
    /// [`RECEIVED_AT_MISSING`]: crate::reason::RECEIVED_AT_MISSING
    /// [`RECEIVED_AT_INVALID`]: crate::reason::RECEIVED_AT_INVALID
    /// [`ATTEMPT_NEGATIVE`]: crate::reason::ATTEMPT_NEGATIVE
    /// [`ROLE_UNKNOWN`]: crate::reason::ROLE_UNKNOWN
    /// [`FIELD_MISSING`]: crate::reason::FIELD_MISSING
    /// [`QUESTION_AMBIGUOUS`]: crate::reason::QUESTION_AMBIGUOUS
    pub async fn advise_retry(&self, question: impl Into<AdviseRetryRequest>) -> Result<AdviseRetryResponse, Error> {
        let ask = |mut stub: Stub, request| async move { stub.advise_retry(request).await };
        self.caller.call(question.into(), ask).await
    }

    /// Tells which gRPC code an HTTP status of 100 to 599 becomes under a convention (default: google-apis), by which rule,
    /// where that was read, and how many other conventions agree. [`MapHttpStatusResponse::code`] is the code, or `None`
    /// where the convention gives no answer.
    ///
    /// # Errors
    ///
    /// `INVALID_ARGUMENT` with [`HTTP_STATUS_OUT_OF_RANGE`], [`FIELD_MISSING`] or [`CONVENTION_UNKNOWN`] (metadata `nearest`
    /// has the closest ids); `FAILED_PRECONDITION` with [`DIRECTION_NOT_COVERED`].
    ///
    /// [`HTTP_STATUS_OUT_OF_RANGE`]: crate::reason::HTTP_STATUS_OUT_OF_RANGE
    /// [`FIELD_MISSING`]: crate::reason::FIELD_MISSING
    /// [`CONVENTION_UNKNOWN`]: crate::reason::CONVENTION_UNKNOWN
    /// [`DIRECTION_NOT_COVERED`]: crate::reason::DIRECTION_NOT_COVERED
    pub async fn map_http_status(
        &self,
        question: impl Into<MapHttpStatusRequest>,
    ) -> Result<MapHttpStatusResponse, Error> {
        let ask = |mut stub: Stub, request| async move { stub.map_http_status(request).await };
        self.caller.call(question.into(), ask).await
    }

    /// Tells which HTTP status a gRPC code becomes under a convention (default: google-apis). Codes above 16 are not
    /// defined; conventions may have a rule for them. `http_status` is `None` where the convention gives no answer.
    ///
    /// # Errors
    ///
    /// As of [`Self::map_http_status`], with [`GRPC_CODE_NEGATIVE`](crate::reason::GRPC_CODE_NEGATIVE) for the range.
    pub async fn map_grpc_code(&self, question: impl Into<MapGrpcCodeRequest>) -> Result<MapGrpcCodeResponse, Error> {
        let ask = |mut stub: Stub, request| async move { stub.map_grpc_code(request).await };
        self.caller.call(question.into(), ask).await
    }

    /// Tells where conventions disagree: all of them on an HTTP status of 100 to 599 (`429`) or on a gRPC code
    /// ([`Code::Aborted`](crate::Code::Aborted)), or two of them on every code (`("envoy", "dapr")`), with what does not
    /// survive the way there by the one and back by the other. The answer has the part that was asked for.
    ///
    /// # Errors
    ///
    /// `INVALID_ARGUMENT` with [`HTTP_STATUS_OUT_OF_RANGE`], [`GRPC_CODE_NEGATIVE`], [`CONVENTION_UNKNOWN`],
    /// [`FIELD_MISSING`] for no question, or [`QUESTION_AMBIGUOUS`] for more than one.
    ///
    /// [`HTTP_STATUS_OUT_OF_RANGE`]: crate::reason::HTTP_STATUS_OUT_OF_RANGE
    /// [`GRPC_CODE_NEGATIVE`]: crate::reason::GRPC_CODE_NEGATIVE
    /// [`CONVENTION_UNKNOWN`]: crate::reason::CONVENTION_UNKNOWN
    /// [`FIELD_MISSING`]: crate::reason::FIELD_MISSING
    /// [`QUESTION_AMBIGUOUS`]: crate::reason::QUESTION_AMBIGUOUS
    pub async fn compare_conventions(
        &self,
        question: impl Into<CompareConventionsRequest>,
    ) -> Result<CompareConventionsResponse, Error> {
        let ask = |mut stub: Stub, request| async move { stub.compare_conventions(request).await };
        self.caller.call(question.into(), ask).await
    }

    /// Lists the conventions in the order of their ids, aliases included: all of them ([`Direction::Unspecified`](crate::v1::Direction::Unspecified)) or those
    /// that map in a direction. Pages and errors are as of [`Self::list_statuses`].
    pub fn list_conventions(&self, filter: impl Into<ListConventionsRequest>) -> Items<Convention> {
        lists::items(self.clone(), filter.into())
    }

    /// One page of [`Self::list_conventions`], as the request asks for it.
    ///
    /// # Errors
    ///
    /// Those of [`Self::list_statuses`].
    pub async fn list_conventions_page(
        &self,
        page: impl Into<ListConventionsRequest>,
    ) -> Result<ListConventionsResponse, Error> {
        let ask = |mut stub: Stub, request| async move { stub.list_conventions(request).await };
        self.caller.call(page.into(), ask).await
    }
}
