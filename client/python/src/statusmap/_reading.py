"""What an HTTP response asks the service, without doing it: the readers of http.py send the questions."""

from __future__ import annotations

import random
import threading
import time
from collections import OrderedDict
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import grpc

from ._errors import Error
from ._requests import status_code_of
from .v1 import status_map_pb2 as pb

Request = pb.MapHttpStatusRequest | pb.AdviseRetryRequest
Steps = Generator[Request, Any, "Reading"]
# Only these mean that the service is away. Others are its word about a question.
_AWAY = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED}
_MISUSE = {"CONVENTION_UNKNOWN", "DIRECTION_NOT_COVERED"}


class Response(Protocol):
    """What a response of requests and of httpx have in common."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Reading:
    """What a response means to a caller that speaks gRPC."""

    http_status: int
    """The status of the response."""
    code: grpc.StatusCode | None
    """What it becomes under the convention; None if the convention gives no answer for it."""
    advice: pb.AdviseRetryResponse | None
    """Whether and when to send the request again, with the reasons; None in a fallback. Shared by equal readings: do not
    change it."""
    fallback: bool
    """True if the service gave no answer: then `code` is OK for 2xx and UNKNOWN for the rest, and there is no advice."""

    @property
    def may_retry(self) -> bool:
        """Whether the same request may be sent again without asking anyone. False without advice."""
        return self.advice is not None and self.advice.verdict == pb.RETRY_VERDICT_RETRY

    @property
    def delay(self) -> float:
        """How many seconds to wait before that: a new random number in the range of the advice each time; 0 without."""
        if self.advice is None:
            return 0.0
        low, high = self.advice.delay.minimum.ToTimedelta(), self.advice.delay.maximum.ToTimedelta()
        return random.uniform(low.total_seconds(), high.total_seconds())


def fallback(http_status: int) -> Reading:
    good = 200 <= http_status < 300
    return Reading(http_status, grpc.StatusCode.OK if good else grpc.StatusCode.UNKNOWN, None, True)


def advice_request(
    response: Response, received_at: datetime | None, attempt: int, role: pb.Role.ValueType
) -> pb.AdviseRetryRequest:
    """The question that the response and the request behind it make. Both are read, and nothing is changed."""
    try:
        sent: Any = getattr(response, "request", None)
    except RuntimeError:  # httpx, for a response that nobody asked for
        sent = None
    request = pb.AdviseRetryRequest(
        http_status=response.status_code,
        method=getattr(sent, "method", None) or "",
        retry_after=response.headers.get("Retry-After", ""),
        idempotency_key="Idempotency-Key" in getattr(sent, "headers", {}),
        attempt=attempt,
        role=role,
    )
    if request.retry_after and not request.retry_after.strip().isdecimal():
        request.received_at.FromDatetime(received_at or datetime.now(UTC))
    return request


class Questions:
    """The questions of a reader, its answers of late, and whether the service was away a moment ago."""

    def __init__(self, convention: str, pause: float, size: int) -> None:
        self._convention, self._pause, self._size = convention, pause, size
        self._lock = threading.Lock()
        self._answers: OrderedDict[bytes, Any] = OrderedDict()
        self._away_until = float("-inf")

    def steps(self, asked: pb.AdviseRetryRequest) -> Steps:
        """Yields requests, takes the answers (or the Error thrown in), and returns the reading."""
        try:
            if asked.http_status > 599:
                code: grpc.StatusCode | None = grpc.StatusCode.UNKNOWN
            else:
                mapping = pb.MapHttpStatusRequest(http_status=asked.http_status, convention=self._convention)
                code = status_code_of((yield from self._ask(mapping)))
            return Reading(asked.http_status, code, (yield from self._advice(asked)), False)
        except Error as error:
            if error.reason in _MISUSE:
                raise
            return fallback(asked.http_status)

    def _advice(self, asked: pb.AdviseRetryRequest) -> Generator[Request, Any, pb.AdviseRetryResponse]:
        answer: pb.AdviseRetryResponse
        try:
            answer = yield from self._ask(asked)
            return answer
        except Error as error:
            if error.reason != "RETRY_AFTER_INVALID":
                raise
        # A header that nobody understands counts as none.
        asked.ClearField("retry_after")
        asked.ClearField("received_at")
        answer = yield from self._ask(asked)
        return answer

    def _ask(self, request: Request) -> Generator[Request, Any, Any]:
        key = request.DESCRIPTOR.name.encode() + request.SerializeToString(deterministic=True)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        if time.monotonic() < self._away_until:
            raise Error(grpc.StatusCode.UNAVAILABLE, "the service was away a moment ago")
        try:
            answer = yield request
        except Error as error:
            if error.code in _AWAY:
                self._away_until = time.monotonic() + self._pause
            raise
        # A delay until a date is another one with every moment.
        if not (isinstance(request, pb.AdviseRetryRequest) and request.HasField("received_at")):
            with self._lock:
                self._answers[key] = answer
                while len(self._answers) > self._size:
                    self._answers.popitem(last=False)
        return answer
