"""What the two clients share: channel options, and requests from arguments. Facts and checks are the service's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import resources

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

from .v1 import status_map_pb2 as pb

DEFAULT_TIMEOUT_S = 2.0
Options = Sequence[tuple[str, object]]
GrpcCode = int | grpc.StatusCode
_CODES = {code.value[0]: code for code in grpc.StatusCode}


# gRPC's defaults of 1 s and 30 s are longer than the retries last: a container restarts within the first, and a rolling
# update of a small service replaces all addresses within the second.
_RECONNECT = (("grpc.initial_reconnect_backoff_ms", 100), ("grpc.dns_min_time_between_resolutions_ms", 1000))
# An answer is about as long as its question, and how long that is the caller knows: not gRPC's 4 MiB.
_RECEIVE = ("grpc.max_receive_message_length", -1)


def channel_options(own: Options) -> list[tuple[str, object]]:
    """The service config (retries, round robin, health), quick reconnects and answers of any length, all of which the
    caller's options may replace."""
    config = resources.files("statusmap").joinpath("service_config.json").read_text(encoding="utf-8")
    return [("grpc.service_config", config), *_RECONNECT, _RECEIVE, *own]


def limit(timeout: float | None, default: float) -> float:
    """The time of a call. One that has passed lies well in the past: gRPC rounds 0 up to its clock's next tick."""
    seconds = default if timeout is None else timeout
    return seconds if seconds > 0 else -1.0


def status_code_of(answer: pb.MapHttpStatusResponse | pb.GrpcAnswer) -> grpc.StatusCode | None:
    """The gRPC code of an answer as grpc.StatusCode; None where the convention gives no answer."""
    return _CODES[answer.grpc_code] if answer.HasField("grpc_code") else None


def number_of(code: GrpcCode) -> int:
    return code if isinstance(code, int) else int(code.value[0])


def advise_retry(
    http_status: int | None,
    grpc_code: GrpcCode | None,
    method: str,
    retry_after: str,
    received_at: datetime | Timestamp | None,
    idempotency_key: bool,
    attempt: int,
    role: pb.Role.ValueType,
) -> pb.AdviseRetryRequest:
    request = pb.AdviseRetryRequest(
        http_status=http_status,
        grpc_code=None if grpc_code is None else number_of(grpc_code),
        method=method,
        retry_after=retry_after,
        idempotency_key=idempotency_key,
        attempt=attempt,
        role=role,
    )
    if isinstance(received_at, Timestamp):
        request.received_at.CopyFrom(received_at)
    elif received_at is not None:
        if received_at.tzinfo is None:
            raise ValueError("received_at has no time zone, so that it names no moment")
        request.received_at.FromDatetime(received_at)
    return request


def compare_conventions(
    convention: str, other_convention: str, http_status: int | None, grpc_code: GrpcCode | None
) -> pb.CompareConventionsRequest:
    return pb.CompareConventionsRequest(
        convention=convention,
        other_convention=other_convention,
        http_status=http_status,
        grpc_code=None if grpc_code is None else number_of(grpc_code),
    )


def map_grpc_code(grpc_code: GrpcCode, convention: str, include_conventions: bool) -> pb.MapGrpcCodeRequest:
    return pb.MapGrpcCodeRequest(
        grpc_code=number_of(grpc_code), convention=convention, include_conventions=include_conventions
    )


def follow(request: pb.ListStatusesRequest | pb.ListConventionsRequest, token: str) -> bool:
    """Whether there is a next page; the request asks for it then."""
    if token and token == request.page_token:
        raise RuntimeError(f'the service gave the page token "{token}" twice')
    request.page_token = token
    return bool(token)
