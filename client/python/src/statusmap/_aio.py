"""The client for asyncio. What each question means is documented in _client.py."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import TypeVar

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from grpc import aio

from . import _astream, _bulk, _requests
from ._errors import error_from
from ._requests import DEFAULT_TIMEOUT_S, GrpcCode, Options
from .v1 import status_map_pb2 as pb
from .v1.status_map_pb2_grpc import StatusMapServiceStub

_Request = TypeVar("_Request")
_Response = TypeVar("_Response")


class AsyncClient:
    """As Client, for asyncio: methods are awaited, lists are read with `async for`.

    Belongs to the event loop in which it was made. Cancelling a task that waits for an answer cancels the call.
    """

    def __init__(
        self,
        target: str,
        *,
        credentials: grpc.ChannelCredentials | None = None,
        timeout: float = DEFAULT_TIMEOUT_S,
        options: Options = (),
    ) -> None:
        """As Client."""
        given = _requests.channel_options(options)
        if credentials is None:
            channel = aio.insecure_channel(target, given)
        else:
            channel = aio.secure_channel(target, credentials, given)
        self._open(channel, timeout)
        self._owned: aio.Channel | None = channel

    @classmethod
    def from_channel(cls, channel: aio.Channel, *, timeout: float = DEFAULT_TIMEOUT_S) -> AsyncClient:
        """As Client.from_channel."""
        client = cls.__new__(cls)
        client._open(channel, timeout)
        client._owned = None
        return client

    def _open(self, channel: aio.Channel, timeout: float) -> None:
        self.stub = StatusMapServiceStub(channel)
        """The generated stub, for what this class does not have. Its errors are grpc.RpcError, without a deadline."""
        self._timeout = timeout

    async def close(self) -> None:
        """Closes the channel, if it is the client's own. Calls in flight are cancelled."""
        if self._owned is not None:
            await self._owned.close()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def call(
        self, method: Callable[..., Awaitable[_Response]], request: _Request, timeout: float | None = None
    ) -> _Response:
        """As Client.call."""
        try:
            return await method(request, timeout=_requests.limit(timeout, self._timeout))
        except grpc.RpcError as error:
            raise error_from(error) from error

    async def lookup_status(self, http_status: int, *, timeout: float | None = None) -> pb.LookupStatusResponse:
        """As Client.lookup_status."""
        return await self.call(self.stub.LookupStatus, pb.LookupStatusRequest(http_status=http_status), timeout)

    async def list_statuses(
        self,
        *,
        status_class: pb.StatusClass.ValueType = pb.STATUS_CLASS_UNSPECIFIED,
        origin: pb.Origin.ValueType = pb.ORIGIN_UNSPECIFIED,
        page_size: int = 0,
        timeout: float | None = None,
    ) -> AsyncIterator[pb.Status]:
        """As Client.list_statuses."""
        request = pb.ListStatusesRequest(page_size=page_size, status_class=status_class, origin=origin)
        while True:
            page = await self.call(self.stub.ListStatuses, request, timeout)
            for status in page.statuses:
                yield status
            if not _requests.follow(request, page.next_page_token):
                return

    async def search_statuses(
        self, query: str, *, max_results: int = 0, timeout: float | None = None
    ) -> pb.SearchStatusesResponse:
        """As Client.search_statuses."""
        request = pb.SearchStatusesRequest(query=query, max_results=max_results)
        return await self.call(self.stub.SearchStatuses, request, timeout)

    async def classify_status(self, http_status: int, *, timeout: float | None = None) -> pb.ClassifyStatusResponse:
        """As Client.classify_status."""
        return await self.call(self.stub.ClassifyStatus, pb.ClassifyStatusRequest(http_status=http_status), timeout)

    async def advise_retry(
        self,
        http_status: int | None = None,
        *,
        grpc_code: GrpcCode | None = None,
        method: str = "",
        retry_after: str = "",
        received_at: datetime | Timestamp | None = None,
        idempotency_key: bool = False,
        attempt: int = 0,
        role: pb.Role.ValueType = pb.ROLE_UNSPECIFIED,
        timeout: float | None = None,
    ) -> pb.AdviseRetryResponse:
        """As Client.advise_retry."""
        request = _requests.advise_retry(
            http_status, grpc_code, method, retry_after, received_at, idempotency_key, attempt, role
        )
        return await self.call(self.stub.AdviseRetry, request, timeout)

    async def map_http_status(
        self,
        http_status: int,
        convention: str = "",
        *,
        include_conventions: bool = False,
        timeout: float | None = None,
    ) -> pb.MapHttpStatusResponse:
        """As Client.map_http_status."""
        request = pb.MapHttpStatusRequest(
            http_status=http_status, convention=convention, include_conventions=include_conventions
        )
        return await self.call(self.stub.MapHttpStatus, request, timeout)

    async def map_grpc_code(
        self,
        grpc_code: GrpcCode,
        convention: str = "",
        *,
        include_conventions: bool = False,
        timeout: float | None = None,
    ) -> pb.MapGrpcCodeResponse:
        """As Client.map_grpc_code."""
        request = _requests.map_grpc_code(grpc_code, convention, include_conventions)
        return await self.call(self.stub.MapGrpcCode, request, timeout)

    async def compare_conventions(
        self,
        convention: str = "",
        other_convention: str = "",
        *,
        http_status: int | None = None,
        grpc_code: GrpcCode | None = None,
        timeout: float | None = None,
    ) -> pb.CompareConventionsResponse:
        """As Client.compare_conventions."""
        request = _requests.compare_conventions(convention, other_convention, http_status, grpc_code)
        return await self.call(self.stub.CompareConventions, request, timeout)

    async def list_conventions(
        self,
        *,
        direction: pb.Direction.ValueType = pb.DIRECTION_UNSPECIFIED,
        page_size: int = 0,
        timeout: float | None = None,
    ) -> AsyncIterator[pb.Convention]:
        """As Client.list_conventions."""
        request = pb.ListConventionsRequest(page_size=page_size, direction=direction)
        while True:
            page = await self.call(self.stub.ListConventions, request, timeout)
            for convention in page.conventions:
                yield convention
            if not _requests.follow(request, page.next_page_token):
                return

    async def batch_map_http_statuses(
        self, http_statuses: Iterable[int], convention: str = "", *, timeout: float | None = None
    ) -> pb.BatchMapHttpStatusesResponse:
        """As Client.batch_map_http_statuses."""
        return await self.call(self.stub.BatchMapHttpStatuses, _bulk.batch(http_statuses, convention), timeout)

    def stream_map_http_statuses(
        self,
        http_statuses: Iterable[int] | AsyncIterable[int],
        convention: str = "",
        *,
        chunk_size: int = _bulk.CHUNK,
        timeout: float | None = None,
    ) -> AsyncGenerator[int, None]:
        """As Client.stream_map_http_statuses, read with `async for`, also from a source that is.

        The source is read in the reader's own task. To leave the loop early and have the call end at once, use
        contextlib.aclosing.
        """
        return _astream.map_stream(self.stub.StreamMapHttpStatuses, http_statuses, convention, chunk_size, timeout)

    async def summarize_statuses(
        self,
        http_statuses: _bulk.AsyncCounts,
        convention: str = "",
        *,
        against: str = "",
        timeout: float | None = None,
    ) -> pb.SummarizeStatusesResponse:
        """As Client.summarize_statuses, also from a source that is read with `async for`."""
        return await _astream.summarize(self.stub.SummarizeStatuses, http_statuses, convention, against, timeout)
