"""Statuses in bulk, for both clients: the requests of them, and how far ahead of its answers a stream may be.

The statuses are taken from their source by who asks, in the thread or task that does, and never in one of gRPC's: a cursor
of a database may belong to its thread, and an error of the source is the caller's to see. gRPC gets them through a queue.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import grpc

from ._errors import Error
from .v1 import status_map_pb2 as pb

NO_ANSWER = 126
"""In the place of a gRPC code: the convention gives no answer for this status."""
NOT_AN_HTTP_STATUS = 127
"""In the place of a gRPC code: the number is not one of 100 to 599."""

CHUNK = 10_000
"""Statuses in a message: enough for its cost to vanish, few enough to be there soon."""
AHEAD = 8
"""Chunks on their way at a time: enough to hide the distance to the server, few enough for any memory."""

_INT32 = range(-(2**31), 2**31)
Counts = Iterable[int] | Iterable[tuple[int, int]] | Mapping[int, int]
AsyncCounts = Counts | AsyncIterable[int] | AsyncIterable[tuple[int, int]]
_Item = TypeVar("_Item")


def batch(statuses: Iterable[int], convention: str) -> pb.BatchMapHttpStatusesRequest:
    numbers = list(statuses)
    try:
        return pb.BatchMapHttpStatusesRequest(convention=convention, http_statuses=numbers)
    except ValueError as error:
        raise _named(error, numbers, 0) from None


def chunk_request(chunk: Sequence[int], convention: str, before: int) -> pb.StreamMapHttpStatusesRequest:
    """The message of a chunk, which `before` statuses came before."""
    try:
        return pb.StreamMapHttpStatusesRequest(convention=convention, http_statuses=chunk)
    except ValueError as error:
        raise _named(error, chunk, before) from None


def summary_request(
    chunk: Sequence[int] | Sequence[tuple[int, int]], convention: str, against: str, before: int
) -> pb.SummarizeStatusesRequest:
    """The message of a chunk of statuses or of pairs of them and their weights."""
    request = pb.SummarizeStatusesRequest(convention=convention, against=against)
    numbers: Sequence[int] = chunk  # type: ignore[assignment]
    if chunk and isinstance(chunk[0], tuple):
        numbers = [status for status, _ in chunk]  # type: ignore[misc]
        request.weights.extend(weight for _, weight in chunk)  # type: ignore[misc]
    try:
        request.http_statuses.extend(numbers)
    except ValueError as error:
        raise _named(error, numbers, before) from None
    return request


def _named(error: ValueError, numbers: Sequence[int], before: int) -> ValueError:
    """The error with the number that is at fault, which protobuf does not say where there are many."""
    for index, number in enumerate(numbers, before):
        if number not in _INT32:
            return ValueError(f"status {number} at position {index} is not a 32-bit integer")
    return error


def items(counts: Any) -> Any:
    """The pairs of a mapping; what else there is as it is."""
    return counts.items() if isinstance(counts, Mapping) else counts


def chunks(source: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """Chunks of a source; a single empty one of an empty source, so that the service hears of the convention."""
    if size < 1:
        raise ValueError(f"chunk_size is {size}; expected 1 or more")
    iterator = iter(source)
    chunk = list(islice(iterator, size))
    yield chunk
    while chunk := list(islice(iterator, size)):
        yield chunk


async def async_chunks(source: Iterable[_Item] | AsyncIterable[_Item], size: int) -> AsyncGenerator[list[_Item], None]:
    """As chunks."""
    if not isinstance(source, AsyncIterable):
        for chunk in chunks(source, size):
            yield chunk
        return
    if size < 1:
        raise ValueError(f"chunk_size is {size}; expected 1 or more")
    chunk, first = [], True
    async for item in source:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk, first = [], False
    if chunk or first:
        yield chunk


def ended_early(answered: int) -> Error:
    message = "the service ended the stream before it had answered all"
    return Error(grpc.StatusCode.INTERNAL, message, answered=answered)


def stream_limit(timeout: float | None) -> float | None:
    """The time of a stream: without end, unless given. As _requests.limit, time that has passed lies in the past."""
    return timeout if timeout is None or timeout > 0 else -1.0
