"""Streams of the client for threads. The source is read by the thread that asks."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from queue import SimpleQueue
from threading import Semaphore
from typing import Any

import grpc

from . import _bulk
from ._errors import error_from
from .v1 import status_map_pb2 as pb


class _Answers:
    """The answers of a stream, and how many statuses they have answered."""

    def __init__(self, call: Any) -> None:
        self._call, self._answered = call, 0

    def codes(self) -> Sequence[int]:
        """The codes of the next chunk."""
        response = self._next()
        if response is None:
            raise _bulk.ended_early(self._answered)
        self._answered = response.answered
        return response.grpc_codes

    def end(self) -> None:
        """Waits for how the stream ends."""
        self._next()

    def _next(self) -> pb.StreamMapHttpStatusesResponse | None:
        try:
            return next(self._call, None)
        except grpc.RpcError as error:
            raise error_from(error, self._answered) from error


def map_stream(
    method: Any, statuses: Iterable[int], convention: str, chunk_size: int, timeout: float | None
) -> Generator[int, None, None]:
    """The codes of statuses, by StreamMapHttpStatuses."""
    outgoing: SimpleQueue[pb.StreamMapHttpStatusesRequest | None] = SimpleQueue()
    call = method(iter(outgoing.get, None), timeout=_bulk.stream_limit(timeout))
    answers = _Answers(call)
    sent = ahead = 0
    try:
        for chunk in _bulk.chunks(statuses, chunk_size):
            outgoing.put(_bulk.chunk_request(chunk, convention, sent))
            sent += len(chunk)
            ahead += 1
            if ahead == _bulk.AHEAD:
                yield from answers.codes()
                ahead -= 1
        outgoing.put(None)
        for _ in range(ahead):
            yield from answers.codes()
        answers.end()
    finally:
        call.cancel()
        outgoing.put(None)  # for the thread of gRPC that waits for more


def summarize(
    method: Any, counts: _bulk.Counts, convention: str, against: str, timeout: float | None
) -> pb.SummarizeStatusesResponse:
    """The summary of counts, by SummarizeStatuses."""
    outgoing: SimpleQueue[pb.SummarizeStatusesRequest | None] = SimpleQueue()
    room = Semaphore(_bulk.AHEAD)

    def requests() -> Iterator[pb.SummarizeStatusesRequest]:
        for request in iter(outgoing.get, None):
            room.release()
            yield request

    call = method.future(requests(), timeout=_bulk.stream_limit(timeout))
    call.add_done_callback(lambda _: room.release())
    sent = 0
    try:
        for chunk in _bulk.chunks(_bulk.items(counts), _bulk.CHUNK):
            room.acquire()
            if call.done():
                break
            outgoing.put(_bulk.summary_request(chunk, convention, against, sent))
            sent += len(chunk)
        outgoing.put(None)
        summary: pb.SummarizeStatusesResponse = call.result()
        return summary
    except grpc.RpcError as error:
        if error is not call:  # one of the source
            raise
        raise error_from(error) from error
    finally:
        call.cancel()
        outgoing.put(None)
