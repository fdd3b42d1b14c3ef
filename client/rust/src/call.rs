//! How every call is made: with a deadline, and again where the service was away.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};
use tonic::transport::Channel;
use tonic::{Code, Request, Response, Status, TimeoutExpired};

use crate::Error;
use crate::addresses::Addresses;
use crate::retry::POLICY;
use crate::v1::status_map_service_client::StatusMapServiceClient;

pub(crate) type Stub = StatusMapServiceClient<Channel>;

#[derive(Clone, Debug)]
pub(crate) enum Transport {
    Channel(Channel),
    Addresses(Arc<Addresses>),
}

/// Makes calls. One place for deadline, retries and errors, so that no method can forget them.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) transport: Transport,
    /// Of calls with one question.
    pub(crate) timeout: Option<Duration>,
    /// Of calls with a stream of them, which take as long as their source does.
    pub(crate) stream_timeout: Option<Duration>,
}

impl Caller {
    pub(crate) async fn call<Question, Answer, Asked>(
        &self,
        question: Question,
        ask: impl Fn(Stub, Request<Question>) -> Asked,
    ) -> Result<Answer, Error>
    where
        Question: Clone,
        Asked: Future<Output = Result<Response<Answer>, Status>>,
    {
        let deadline = deadline(self.timeout);
        until(deadline, self.attempts(question, ask, deadline)).await
    }

    async fn attempts<Question, Answer, Asked>(
        &self,
        question: Question,
        ask: impl Fn(Stub, Request<Question>) -> Asked,
        deadline: Option<Instant>,
    ) -> Result<Answer, Error>
    where
        Question: Clone,
        Asked: Future<Output = Result<Response<Answer>, Status>>,
    {
        let turn = self.transport.turn();
        let mut attempt = 1;
        loop {
            let request = request(question.clone(), deadline);
            // Every attempt goes to another address, where there is one.
            let asked = match self.transport.stub(turn.wrapping_add(attempt as usize)).await {
                Ok(stub) => ask(stub, request).await,
                Err(status) => Err(status),
            };
            match asked {
                Ok(answer) => return Ok(answer.into_inner()),
                Err(status) => sleep(self.transport.pause(attempt, status, true)?).await,
            }
            attempt += 1;
        }
    }
}

/// What is too far away to be told is no deadline.
pub(crate) fn deadline(limit: Option<Duration>) -> Option<Instant> {
    limit.and_then(|limit| Instant::now().checked_add(limit))
}

/// The answer, or an error when the deadline has passed without it.
pub(crate) async fn until<Answer>(
    deadline: Option<Instant>,
    answer: impl Future<Output = Result<Answer, Error>>,
) -> Result<Answer, Error> {
    match deadline {
        Some(deadline) => timeout_at(deadline, answer).await.unwrap_or_else(|_| Err(Error::late())),
        None => answer.await,
    }
}

/// A request that tells the server the deadline.
pub(crate) fn request<Question>(question: Question, deadline: Option<Instant>) -> Request<Question> {
    let mut request = Request::new(question);
    if let Some(deadline) = deadline {
        request.set_timeout(deadline.saturating_duration_since(Instant::now()));
    }
    request
}

impl Transport {
    pub(crate) fn turn(&self) -> usize {
        match self {
            Self::Channel(_) => 0,
            Self::Addresses(addresses) => addresses.turn(),
        }
    }

    pub(crate) async fn stub(&self, turn: usize) -> Result<Stub, Status> {
        let channel = match self {
            Self::Channel(channel) => channel.clone(),
            Self::Addresses(addresses) => addresses.channel(turn).await?,
        };
        // The answer to a batch has as many bytes as the batch has statuses, and the server limits those.
        Ok(Stub::new(channel).max_decoding_message_size(usize::MAX))
    }

    /// How long to wait after an attempt that failed so, or the error if there is none after it.
    pub(crate) fn pause(&self, attempt: u32, status: Status, repeatable: bool) -> Result<Duration, Error> {
        let status = as_grpc_says(status);
        if let (Self::Addresses(addresses), Code::Unavailable) = (self, status.code()) {
            addresses.doubt();
        }
        let pause = repeatable.then(|| POLICY.wait(attempt, status.code())).flatten();
        pause.ok_or_else(|| status.into())
    }
}

/// tonic has UNKNOWN or CANCELLED for a connection that broke, and CANCELLED for a deadline: its statuses that were made on
/// this side have a source. gRPC's own words for them are others, and all calls of the service may be repeated.
fn as_grpc_says(status: Status) -> Status {
    let Some(source) = status.source() else { return status };
    let mut cause = Some(source);
    while let Some(error) = cause {
        if error.is::<TimeoutExpired>() {
            return Status::deadline_exceeded("the deadline passed without an answer");
        }
        cause = error.source();
    }
    match status.code() {
        Code::Unknown | Code::Cancelled => {
            let message = format!("{}: {}", status.message(), deepest(source));
            Status::unavailable(message)
        }
        _ => status,
    }
}

fn deepest<'a>(error: &'a (dyn std::error::Error + 'static)) -> &'a (dyn std::error::Error + 'static) {
    error.source().map_or(error, deepest)
}
