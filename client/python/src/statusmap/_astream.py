"""Streams of the client for asyncio. The source is read by the task that asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable, Sequence
from contextlib import aclosing
from typing import Any

import grpc
from grpc import aio

from . import _bulk
from ._errors import error_from
from .v1 import status_map_pb2 as pb


class _Patient:
    """The inner call of one of grpc.aio, without its way to call every failed write INTERNAL.

    A write fails because the call has ended, and why it has is the status, which comes a moment later. grpc.aio does not
    wait for it, so that a deadline, a server that went away or a reason of the service would be lost.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def set_internal_error(self, _: str) -> None:
        """Leaves it to the status."""


def _patient(call: Any) -> Any:
    # A call of a channel with interceptors has none, and keeps its way.
    if hasattr(call, "_cython_call"):
        call._cython_call = _Patient(call._cython_call)
    return call


class _Answers:
    """As that of _stream."""

    def __init__(self, call: Any) -> None:
        self._call, self._answered = call, 0

    async def codes(self) -> Sequence[int]:
        response = await self._next()
        if response is None:
            raise _bulk.ended_early(self._answered)
        self._answered = response.answered
        return response.grpc_codes

    async def end(self) -> None:
        await self._next()

    async def _next(self) -> pb.StreamMapHttpStatusesResponse | None:
        try:
            response = await self._call.read()
        except grpc.RpcError as error:
            raise error_from(error, self._answered) from error
        return None if response is aio.EOF else response


async def map_stream(
    method: Any,
    statuses: Iterable[int] | AsyncIterable[int],
    convention: str,
    chunk_size: int,
    timeout: float | None,
) -> AsyncGenerator[int, None]:
    """As that of _stream."""
    outgoing: asyncio.Queue[pb.StreamMapHttpStatusesRequest | None] = asyncio.Queue()

    async def requests() -> AsyncIterator[pb.StreamMapHttpStatusesRequest]:
        while request := await outgoing.get():
            yield request

    call = _patient(method(requests(), timeout=_bulk.stream_limit(timeout)))
    answers = _Answers(call)
    sent = ahead = 0
    try:
        async with aclosing(_bulk.async_chunks(statuses, chunk_size)) as chunks:
            async for chunk in chunks:
                outgoing.put_nowait(_bulk.chunk_request(chunk, convention, sent))
                sent += len(chunk)
                ahead += 1
                if ahead == _bulk.AHEAD:
                    for code in await answers.codes():
                        yield code
                    ahead -= 1
        outgoing.put_nowait(None)
        for _ in range(ahead):
            for code in await answers.codes():
                yield code
        await answers.end()
    finally:
        call.cancel()
        outgoing.put_nowait(None)


async def summarize(
    method: Any, counts: _bulk.AsyncCounts, convention: str, against: str, timeout: float | None
) -> pb.SummarizeStatusesResponse:
    """As that of _stream."""
    call = _patient(method(timeout=_bulk.stream_limit(timeout)))
    sent = 0
    try:
        async with aclosing(_bulk.async_chunks(_bulk.items(counts), _bulk.CHUNK)) as chunks:
            async for chunk in chunks:
                request = _bulk.summary_request(chunk, convention, against, sent)
                if not await _write(call, request):
                    break
                sent += len(chunk)
        return await _summary(call)
    finally:
        call.cancel()


async def _write(call: Any, request: pb.SummarizeStatusesRequest) -> bool:
    """Whether the call takes more. If not, its result says why."""
    if call.done():
        return False
    try:
        await call.write(request)
    except aio.AioRpcError:
        return False
    return True


async def _summary(call: Any) -> pb.SummarizeStatusesResponse:
    try:
        await call.done_writing()
        summary: pb.SummarizeStatusesResponse = await call
        return summary
    except grpc.RpcError as error:
        raise error_from(error) from error
