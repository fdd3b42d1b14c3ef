//! Streams of requests: with a deadline, again where the service was away, and never more under way than there is to be.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use futures_util::future::TryFutureExt;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, Sleep, sleep_until};
use tonic::{Request, Response, Status};

use crate::Error;
use crate::call::{Caller, Transport, deadline, request};
use crate::v1::{StreamMapHttpStatusesRequest, StreamMapHttpStatusesResponse};

/// The answers to chunks, in their order, as [`Client::stream_map_http_statuses`](crate::Client::stream_map_http_statuses)
/// gives them. `try_next` of [`TryStreamExt`](crate::TryStreamExt) is the way through it.
pub type Answers<'source> = BoxStream<'source, Result<StreamMapHttpStatusesResponse, Error>>;

/// So many requests are under way at most: enough for an answer to be there when the next one is wanted. Those that were not
/// read are all that waits here.
pub(crate) const AHEAD: usize = 8;

/// The requests that were sent, as long as they are so few that another attempt can send them again.
pub(crate) struct Kept<Question> {
    questions: Vec<Question>,
    all: bool,
}

impl<Question: Clone> Kept<Question> {
    pub(crate) fn new() -> Self {
        Self { questions: Vec::new(), all: true }
    }

    pub(crate) fn keep(&mut self, question: &Question) {
        if self.all && self.questions.len() < AHEAD {
            self.questions.push(question.clone());
        } else {
            self.forget();
        }
    }

    /// There is to be no other attempt.
    pub(crate) fn forget(&mut self) {
        *self = Self { questions: Vec::new(), all: false };
    }

    pub(crate) fn all(&self) -> bool {
        self.all
    }

    /// What another attempt begins with. The channel has room for it.
    pub(crate) fn send_again(&self, sender: &mpsc::Sender<Question>) {
        for question in &self.questions {
            drop(sender.try_send(question.clone()));
        }
    }
}

/// The way into a call, and the request of that call.
pub(crate) fn channel<Question: Send + 'static>(
    deadline: Option<Instant>,
) -> (mpsc::Sender<Question>, Request<impl Stream<Item = Question> + Send + 'static>) {
    let (sender, mut receiver) = mpsc::channel(AHEAD);
    (sender, request(stream::poll_fn(move |context| receiver.poll_recv(context)), deadline))
}

/// The answers to all requests. The source is polled as the answers are, and ends with them.
pub(crate) fn answers<'source>(
    caller: &Caller,
    source: impl Stream<Item = StreamMapHttpStatusesRequest> + Send + 'source,
) -> Answers<'source> {
    let mapping = Mapping::new(caller, source.boxed());
    let next = async |mut mapping: Mapping<'source>| {
        let answer = mapping.next().await.map_err(|error| error.after(mapping.answered))?;
        Ok(answer.map(|answer| (answer, mapping)))
    };
    stream::try_unfold(mapping, next).boxed()
}

/// A stream on its way.
struct Mapping<'source> {
    transport: Transport,
    source: BoxStream<'source, StreamMapHttpStatusesRequest>,
    deadline: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
    turn: usize,
    attempt: u32,
    kept: Kept<StreamMapHttpStatusesRequest>,
    /// The source has no more.
    over: bool,
    sender: Option<mpsc::Sender<StreamMapHttpStatusesRequest>>,
    received: BoxStream<'static, Result<StreamMapHttpStatusesResponse, Status>>,
    /// Requests whose answer was not read yet.
    unanswered: usize,
    /// Statuses in the answers that were read.
    answered: i64,
}

enum Event {
    Asked(Option<StreamMapHttpStatusesRequest>),
    Answered(Option<Result<StreamMapHttpStatusesResponse, Status>>),
    Late,
}

impl<'source> Mapping<'source> {
    fn new(caller: &Caller, source: BoxStream<'source, StreamMapHttpStatusesRequest>) -> Self {
        Self {
            transport: caller.transport.clone(),
            source,
            deadline: deadline(caller.stream_timeout),
            timer: None,
            turn: caller.transport.turn(),
            attempt: 0,
            kept: Kept::new(),
            over: false,
            sender: None,
            received: stream::pending().boxed(),
            unanswered: 0,
            answered: 0,
        }
    }

    async fn next(&mut self) -> Result<Option<StreamMapHttpStatusesResponse>, Error> {
        if self.attempt == 0 {
            self.timer = self.deadline.map(|deadline| Box::pin(sleep_until(deadline)));
            self.call();
        }
        loop {
            match poll_fn(|context| self.poll(context)).await {
                Event::Asked(Some(question)) => {
                    self.unanswered += 1;
                    self.kept.keep(&question);
                    // If the call is over, its answers say why.
                    drop(self.sender.as_ref().map(|sender| sender.try_send(question)));
                }
                Event::Asked(None) => {
                    self.over = true;
                    self.sender = None;
                }
                Event::Answered(Some(Ok(answer))) => {
                    self.kept.forget();
                    self.unanswered = self.unanswered.saturating_sub(1);
                    self.answered = answer.answered;
                    return Ok(Some(answer));
                }
                Event::Answered(Some(Err(status))) => self.again(status).await?,
                Event::Answered(None) if self.over && self.unanswered == 0 => return Ok(None),
                Event::Answered(None) => return Err(Error::cut_short()),
                Event::Late => return Err(Error::late()),
            }
        }
    }

    /// What was received is told before the deadline is, but nothing more is asked then.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Event> {
        let late = self.timer.as_mut().is_some_and(|timer| timer.is_elapsed() || timer.poll_unpin(context).is_ready());
        if !late
            && self.sender.is_some()
            && self.unanswered < AHEAD
            && let Poll::Ready(question) = self.source.poll_next_unpin(context)
        {
            return Poll::Ready(Event::Asked(question));
        }
        match self.received.poll_next_unpin(context) {
            Poll::Ready(answer) => Poll::Ready(Event::Answered(answer)),
            Poll::Pending if late => Poll::Ready(Event::Late),
            Poll::Pending => Poll::Pending,
        }
    }

    /// Makes another attempt, at another address where there is one, unless answers were read.
    async fn again(&mut self, status: Status) -> Result<(), Error> {
        let end = Instant::now() + self.transport.pause(self.attempt, status, self.kept.all())?;
        sleep_until(self.deadline.map_or(end, |deadline| deadline.min(end))).await;
        self.call();
        Ok(())
    }

    fn call(&mut self) {
        self.attempt += 1;
        let (sender, request) = channel(self.deadline);
        self.kept.send_again(&sender);
        self.sender = (!self.over).then_some(sender);
        let (transport, turn) = (self.transport.clone(), self.turn.wrapping_add(self.attempt as usize));
        let call = async move { transport.stub(turn).await?.stream_map_http_statuses(request).await };
        self.received = call.map_ok(Response::into_inner).try_flatten_stream().boxed();
    }
}
