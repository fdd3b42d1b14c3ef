//! Summaries: many requests, and one answer.

use std::pin::{Pin, pin};

use futures_util::future::{Either, select};
use futures_util::stream::{Stream, StreamExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use crate::Error;
use crate::call::{Caller, deadline, until};
use crate::streaming::{Kept, channel};
use crate::v1::{SummarizeStatusesRequest, SummarizeStatusesResponse};

/// The answer to all requests. The source is polled by the caller, and not before there is room for what it gives.
pub(crate) async fn summarize(
    caller: &Caller,
    source: impl Stream<Item = SummarizeStatusesRequest>,
) -> Result<SummarizeStatusesResponse, Error> {
    let deadline = deadline(caller.stream_timeout);
    until(deadline, attempts(caller, source, deadline)).await
}

async fn attempts(
    caller: &Caller,
    source: impl Stream<Item = SummarizeStatusesRequest>,
    deadline: Option<Instant>,
) -> Result<SummarizeStatusesResponse, Error> {
    let mut source = pin!(source.fuse());
    let mut kept = Kept::new();
    let turn = caller.transport.turn();
    let mut attempt = 1;
    loop {
        let (sender, request) = channel(deadline);
        let turn = turn.wrapping_add(attempt as usize);
        let call = async { caller.transport.stub(turn).await?.summarize_statuses(request).await };
        let send = send_all(sender, source.as_mut(), &mut kept);
        let (answer, complete) = match select(pin!(call), pin!(send)).await {
            Either::Left((answer, _)) => (answer, false),
            Either::Right((complete, call)) => (call.await, complete),
        };
        match answer {
            Ok(answer) if complete => return Ok(answer.into_inner()),
            Ok(_) => return Err(Error::cut_short()),
            Err(status) => sleep(caller.transport.pause(attempt, status, kept.all())?).await,
        }
        attempt += 1;
    }
}

/// False if the call ended before it had all.
async fn send_all(
    sender: mpsc::Sender<SummarizeStatusesRequest>,
    mut source: Pin<&mut impl Stream<Item = SummarizeStatusesRequest>>,
    kept: &mut Kept<SummarizeStatusesRequest>,
) -> bool {
    kept.send_again(&sender);
    loop {
        // Before the source is asked for more.
        let Ok(room) = sender.reserve().await else { return false };
        let Some(question) = source.next().await else { return true };
        kept.keep(&question);
        room.send(question);
    }
}
