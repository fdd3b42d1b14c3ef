"""What the service says when it refuses a question, or gRPC when it cannot ask it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

_DETAILS = "grpc-status-details-bin"


@dataclass(frozen=True)
class FieldViolation:
    """A field of the request that the service refused."""

    field: str
    """Its name in the contract, for instance "http_status"."""
    description: str
    """What is wrong with it, for people."""


class Error(Exception):
    """A call that failed. Match on `code` and `reason`, never on the message.

    Without the service's own word (it could not be reached, or the deadline passed) `reason` and `domain` are empty.
    The gRPC error is the `__cause__`.
    """

    def __init__(
        self,
        code: grpc.StatusCode,
        message: str,
        *,
        reason: str = "",
        domain: str = "",
        metadata: Mapping[str, str] | None = None,
        field_violations: tuple[FieldViolation, ...] = (),
        retry_delay: timedelta | None = None,
        answered: int = 0,
    ) -> None:
        super().__init__(f"{code.name}: {message}")
        self.code = code
        """For instance grpc.StatusCode.INVALID_ARGUMENT."""
        self.message = message
        """What went wrong, for people."""
        self.reason = reason
        """One of the reasons at the top of the contract, for instance "CONVENTION_UNKNOWN"; "" if there is none."""
        self.domain = domain
        """"statusmap.v1" if the service itself refused; another one if a proxy or a mesh did."""
        self.metadata: Mapping[str, str] = MappingProxyType(dict(metadata or {}))
        """More about the reason, for instance "nearest" with the ids close to a misspelled convention."""
        self.field_violations = field_violations
        """The fields at fault. Empty if the error is not about a field."""
        self.retry_delay = retry_delay
        """How long to wait before the next attempt, if the service says so."""
        self.answered = answered
        """How many statuses of a stream were answered before it failed; stream_map_http_statuses has yielded the codes of
        all of them, and the statuses from there on may be asked again. 0 for all other methods."""


def error_from(error: grpc.RpcError, answered: int = 0) -> Error:
    """The Error of a failed call of grpc or grpc.aio."""
    code, message = error.code(), error.details() or ""
    # Pairs, which the type stubs of grpc do not say.
    trailers: Iterable[tuple[str, str | bytes]] = error.trailing_metadata() or ()  # type: ignore[assignment]
    details = [value for key, value in trailers if key == _DETAILS and isinstance(value, bytes)]
    info, bad, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    try:
        for detail in status_pb2.Status.FromString(details[0]).details if details else ():
            # Unpack changes nothing and returns False for a detail of another type.
            detail.Unpack(info) or detail.Unpack(bad) or detail.Unpack(retry)
    except DecodeError:
        pass  # The code and the message are worth more than a second error.
    return Error(
        code,
        message,
        reason=info.reason,
        domain=info.domain,
        metadata=info.metadata,
        field_violations=tuple(FieldViolation(one.field, one.description) for one in bad.field_violations),
        retry_delay=retry.retry_delay.ToTimedelta() if retry.HasField("retry_delay") else None,
        answered=answered,
    )
