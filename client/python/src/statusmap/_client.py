"""The client for threads."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import datetime
from types import TracebackType
from typing import TypeVar

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

from . import _bulk, _requests, _stream
from ._errors import error_from
from ._requests import DEFAULT_TIMEOUT_S, GrpcCode, Options
from .v1 import status_map_pb2 as pb
from .v1.status_map_pb2_grpc import StatusMapServiceStub

_Request = TypeVar("_Request")
_Response = TypeVar("_Response")


class Client:
    """A client of one service. Safe for use by several threads at once. Make one and keep it.

    Connections are made on the first call and then reused. Calls that end with UNAVAILABLE are retried, and with
    several addresses behind the target, calls go round those that are healthy (service_config.json). Every method takes
    `timeout`, in seconds, retries included, instead of the client's own; 0 or less has passed already. Only the streams
    (stream_map_http_statuses, summarize_statuses) take as long as they take, unless their `timeout` is given.

    A method that fails raises statusmap.Error: UNAVAILABLE if no address could be reached, DEADLINE_EXCEEDED if the
    time has passed, CANCELLED if the client was closed meanwhile, and what the service said otherwise. Arguments that the contract has no
    form for, such as a number beyond 32 bits, raise ValueError or TypeError, as does a call on a closed client.
    """

    def __init__(
        self,
        target: str,
        *,
        credentials: grpc.ChannelCredentials | None = None,
        timeout: float = DEFAULT_TIMEOUT_S,
        options: Options = (),
    ) -> None:
        """A client of the service at `target`, a gRPC target such as "localhost:50051" or "dns:///statusmap:50051".

        Does not connect yet: a wrong target shows as UNAVAILABLE on the first call. Without `credentials`
        (grpc.ssl_channel_credentials() for TLS) the connection is plaintext. `options` are those of a gRPC channel.
        """
        given = _requests.channel_options(options)
        if credentials is None:
            channel = grpc.insecure_channel(target, given)
        else:
            channel = grpc.secure_channel(target, credentials, given)
        self._open(channel, timeout)
        self._owned: grpc.Channel | None = channel

    @classmethod
    def from_channel(cls, channel: grpc.Channel, *, timeout: float = DEFAULT_TIMEOUT_S) -> Client:
        """A client over a channel of the caller's, who also closes it. Retries, balancing and the limit of what is received
        (4 MiB unless set, which batch_map_http_statuses can exceed) are those of the channel.
        """
        client = cls.__new__(cls)
        client._open(channel, timeout)
        client._owned = None
        return client

    def _open(self, channel: grpc.Channel, timeout: float) -> None:
        self.stub = StatusMapServiceStub(channel)
        """The generated stub, for what this class does not have. Its errors are grpc.RpcError, without a deadline."""
        self._timeout = timeout

    def close(self) -> None:
        """Closes the channel, if it is the client's own. Calls in flight end with CANCELLED."""
        if self._owned is not None:
            self._owned.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(self, method: Callable[..., _Response], request: _Request, timeout: float | None = None) -> _Response:
        """Calls a method of `stub` with a request, in the client's time, and with errors as statusmap.Error.

        client.call(client.stub.LookupStatus, pb.LookupStatusRequest(http_status=404))
        """
        try:
            return method(request, timeout=_requests.limit(timeout, self._timeout))
        except grpc.RpcError as error:
            raise error_from(error) from error

    def lookup_status(self, http_status: int, *, timeout: float | None = None) -> pb.LookupStatusResponse:
        """What is this HTTP status? For 100 to 599.

        NOT_FOUND with reason HTTP_STATUS_UNKNOWN: no source knows it, but classify_status still has an answer.
        INVALID_ARGUMENT: out of range.
        """
        return self.call(self.stub.LookupStatus, pb.LookupStatusRequest(http_status=http_status), timeout)

    def list_statuses(
        self,
        *,
        status_class: pb.StatusClass.ValueType = pb.STATUS_CLASS_UNSPECIFIED,
        origin: pb.Origin.ValueType = pb.ORIGIN_UNSPECIFIED,
        page_size: int = 0,
        timeout: float | None = None,
    ) -> Iterator[pb.Status]:
        """All statuses that any source knows and that pass both filters, ascending.

        Asks for a page when it is needed; `timeout` is that of one page. INVALID_ARGUMENT: a filter that the enum does
        not define, or a negative page size.
        """
        request = pb.ListStatusesRequest(page_size=page_size, status_class=status_class, origin=origin)
        while True:
            page = self.call(self.stub.ListStatuses, request, timeout)
            yield from page.statuses
            if not _requests.follow(request, page.next_page_token):
                return

    def search_statuses(
        self, query: str, *, max_results: int = 0, timeout: float | None = None
    ) -> pb.SearchStatusesResponse:
        """Which HTTP status has this name? Takes names of any era and spelling, parts, constants and numbers.

        At most `max_results` matches; 0: 10, more than 100 counts as 100. Nothing like the query is no error: there are
        no matches then. INVALID_ARGUMENT: the query is empty, longer than 200 bytes or has control characters.
        """
        request = pb.SearchStatusesRequest(query=query, max_results=max_results)
        return self.call(self.stub.SearchStatuses, request, timeout)

    def classify_status(self, http_status: int, *, timeout: float | None = None) -> pb.ClassifyStatusResponse:
        """What kind is this HTTP status? For 100 to 999, known or not: an unrecognised one is answered as x00 of its
        class, one from 600 as a server error. INVALID_ARGUMENT: out of range.
        """
        return self.call(self.stub.ClassifyStatus, pb.ClassifyStatusRequest(http_status=http_status), timeout)

    def advise_retry(
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
        """This request got this status: may it be sent again, when, and what would well-known clients do?

        For an HTTP status of 100 to 999 or a gRPC code of 0 and above: exactly one of them. `method` in its own case,
        "POST"; `retry_after` verbatim; `received_at`, which a Retry-After with a date needs, with a time zone;
        `attempt` 1 for the first. The answer is what the standards say. INVALID_ARGUMENT: an argument outside that.
        """
        request = _requests.advise_retry(
            http_status, grpc_code, method, retry_after, received_at, idempotency_key, attempt, role
        )
        return self.call(self.stub.AdviseRetry, request, timeout)

    def map_http_status(
        self,
        http_status: int,
        convention: str = "",
        *,
        include_conventions: bool = False,
        timeout: float | None = None,
    ) -> pb.MapHttpStatusResponse:
        """Which gRPC code does this HTTP status (100 to 599) become under a convention? Empty: "google-apis".

        status_code_of(answer) has it as grpc.StatusCode. `include_conventions` names the conventions that agree and
        disagree. INVALID_ARGUMENT: out of range, or an unknown convention (metadata "nearest" has the closest ids).
        FAILED_PRECONDITION: the convention does not map in this direction.
        """
        request = pb.MapHttpStatusRequest(
            http_status=http_status, convention=convention, include_conventions=include_conventions
        )
        return self.call(self.stub.MapHttpStatus, request, timeout)

    def map_grpc_code(
        self,
        grpc_code: GrpcCode,
        convention: str = "",
        *,
        include_conventions: bool = False,
        timeout: float | None = None,
    ) -> pb.MapGrpcCodeResponse:
        """Which HTTP status does this gRPC code become under a convention? Empty: "google-apis".

        For grpc.StatusCode.NOT_FOUND and the like, or a number of 0 and above. Errors as for map_http_status.
        """
        request = _requests.map_grpc_code(grpc_code, convention, include_conventions)
        return self.call(self.stub.MapGrpcCode, request, timeout)

    def compare_conventions(
        self,
        convention: str = "",
        other_convention: str = "",
        *,
        http_status: int | None = None,
        grpc_code: GrpcCode | None = None,
        timeout: float | None = None,
    ) -> pb.CompareConventionsResponse:
        """Where do conventions disagree? One question of three: all of them on one HTTP status (100 to 599), or on one
        gRPC code (0 and above), or two conventions on every code, with what does not survive the way there and back.

        INVALID_ARGUMENT: no question, more than one, out of range, or an unknown convention.
        """
        request = _requests.compare_conventions(convention, other_convention, http_status, grpc_code)
        return self.call(self.stub.CompareConventions, request, timeout)

    def list_conventions(
        self,
        *,
        direction: pb.Direction.ValueType = pb.DIRECTION_UNSPECIFIED,
        page_size: int = 0,
        timeout: float | None = None,
    ) -> Iterator[pb.Convention]:
        """The conventions that map in this direction (unspecified: all), in the order of their ids, page by page.

        INVALID_ARGUMENT: a direction that the enum does not define, or a negative page size.
        """
        request = pb.ListConventionsRequest(page_size=page_size, direction=direction)
        while True:
            page = self.call(self.stub.ListConventions, request, timeout)
            yield from page.conventions
            if not _requests.follow(request, page.next_page_token):
                return

    def batch_map_http_statuses(
        self, http_statuses: Iterable[int], convention: str = "", *, timeout: float | None = None
    ) -> pb.BatchMapHttpStatusesResponse:
        """Which gRPC codes do these HTTP statuses become under a convention? In one call. Empty: "google-apis".

        `grpc_codes` of the answer has as many as there were statuses, in their order: 0 to 16, NO_ANSWER where the
        convention has none, NOT_AN_HTTP_STATUS for a number outside 100 to 599; no statuses are fine too. ValueError: a
        number beyond 32 bits. INVALID_ARGUMENT: an unknown convention (metadata "nearest" has the closest ids).
        FAILED_PRECONDITION: it does not map from HTTP to gRPC. RESOURCE_EXHAUSTED without a reason: more bytes than the
        server takes, 16 MiB (about 8 million statuses) unless it was told otherwise; stream_map_http_statuses has no
        such limit. Many statuses may take longer than the client's own time.
        """
        return self.call(self.stub.BatchMapHttpStatuses, _bulk.batch(http_statuses, convention), timeout)

    def stream_map_http_statuses(
        self,
        http_statuses: Iterable[int],
        convention: str = "",
        *,
        chunk_size: int = _bulk.CHUNK,
        timeout: float | None = None,
    ) -> Generator[int, None, None]:
        """The gRPC codes of HTTP statuses without end, one for each, in order, as those of batch_map_http_statuses.

        An iterator of codes, which asks when it is read: `for code in client.stream_map_http_statuses(read_log())`. The
        statuses are taken, in the reader's own thread, in chunks of `chunk_size`; at most eight chunks are on their way,
        so codes come up to that many statuses late, and no more are taken while nobody reads. Closing the iterator ends
        the call. What the source raises comes out here.

        `timeout` is that of all, from the first code on; none: no limit. An Error tells in `answered` how many statuses
        were answered, all of whose codes have come. gRPC tries a stream again on UNAVAILABLE only as long as nothing has
        been answered and no more than 256 KiB were sent; to go on after that, ask for the statuses from `answered` on.

        Errors as for batch_map_http_statuses, also without statuses; UNAVAILABLE with reason SERVER_DRAINING: the server
        shuts down. For a source that waits for the codes of its last statuses, there is `stub.StreamMapHttpStatuses`.
        """
        return _stream.map_stream(self.stub.StreamMapHttpStatuses, http_statuses, convention, chunk_size, timeout)

    def summarize_statuses(
        self,
        http_statuses: _bulk.Counts,
        convention: str = "",
        *,
        against: str = "",
        timeout: float | None = None,
    ) -> pb.SummarizeStatusesResponse:
        """What happened in this log? Counts by class, status, gRPC code, error verdict and retry advice.

        Takes statuses, or statuses with how often they occurred: pairs (tuples), or a mapping such as
        collections.Counter. Any number may stand among them: what is not 100 to 599 is counted as invalid. With
        `against`, a second convention, `impact` tells which responses would change their gRPC code. Shares are of the
        valid statuses, 0 to 1. Without statuses all counts are 0.

        The statuses are sent while they come, 10,000 at a time, so that they need not fit into memory. `timeout` is that
        of all; none: no limit. ValueError: a status beyond 32 bits, or a weight beyond 64. INVALID_ARGUMENT: an unknown
        convention, a weight below 0, or weights that add up to more than 64 bits. FAILED_PRECONDITION: a convention that
        does not map from HTTP to gRPC. gRPC tries again on UNAVAILABLE only as long as no more than 256 KiB were sent.
        """
        return _stream.summarize(self.stub.SummarizeStatuses, http_statuses, convention, against, timeout)
