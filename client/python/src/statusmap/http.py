"""Reads responses of requests and httpx: which gRPC status one is, and whether to send its request again.

    reader = statusmap.http.ResponseReader(client)
    reading = reader.read(requests.get(url))
    if reading.may_retry:
        time.sleep(reading.delay)

Neither library is needed: a response is anything with `status_code` and `headers`, and, for the method and the
Idempotency-Key, `request`.

The service being away is no error: the answer is then a fallback, and says so (`reading.fallback`), and for `pause`
seconds nothing is asked but what is known. A convention that does not exist, or that does not map from HTTP to gRPC, is
one, since waiting does not help: statusmap.Error. Answers are kept, the last `cache_size` of them, except where they
depend on the time.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from ._aio import AsyncClient
from ._client import Client
from ._errors import Error
from ._reading import Questions, Reading, Request, Response, Steps, advice_request
from .v1 import status_map_pb2 as pb

__all__ = ["AsyncResponseReader", "Reading", "Response", "ResponseReader"]
DEFAULT_TIMEOUT_S = 0.5
DEFAULT_PAUSE_S = 1.0
DEFAULT_CACHE_SIZE = 1024


class ResponseReader:
    """Reads responses with a Client. Safe for use by several threads at once."""

    def __init__(
        self,
        client: Client,
        convention: str = "google-apis",
        *,
        timeout: float = DEFAULT_TIMEOUT_S,
        pause: float = DEFAULT_PAUSE_S,
        cache_size: int = DEFAULT_CACHE_SIZE,
    ) -> None:
        """`timeout` bounds one `read`, in seconds; `pause` is how long the service is left alone after it was away."""
        self._client, self._timeout = client, timeout
        self._questions = Questions(convention, pause, cache_size)

    def read(
        self,
        response: Response,
        *,
        attempt: int = 1,
        received_at: datetime | None = None,
        role: pb.Role.ValueType = pb.ROLE_CLIENT,
    ) -> Reading:
        """What this response means.

        `attempt` counts from 1. `received_at` is when the response was received, with a time zone: neither library
        records it, so it is now, unless given. It matters only to a Retry-After with a date.
        """
        end = time.monotonic() + self._timeout
        return _drive(self._questions.steps(advice_request(response, received_at, attempt, role)), self._client, end)


def _drive(steps: Steps, client: Client, end: float) -> Reading:
    try:
        request = next(steps)
        while True:
            try:
                answer = client.call(_method(client, request), request, end - time.monotonic())
            except Error as error:
                request = steps.throw(error)
            else:
                request = steps.send(answer)
    except StopIteration as stop:
        reading: Reading = stop.value
        return reading


class AsyncResponseReader:
    """As ResponseReader, with an AsyncClient."""

    def __init__(
        self,
        client: AsyncClient,
        convention: str = "google-apis",
        *,
        timeout: float = DEFAULT_TIMEOUT_S,
        pause: float = DEFAULT_PAUSE_S,
        cache_size: int = DEFAULT_CACHE_SIZE,
    ) -> None:
        """As ResponseReader."""
        self._client, self._timeout = client, timeout
        self._questions = Questions(convention, pause, cache_size)

    async def read(
        self,
        response: Response,
        *,
        attempt: int = 1,
        received_at: datetime | None = None,
        role: pb.Role.ValueType = pb.ROLE_CLIENT,
    ) -> Reading:
        """As ResponseReader.read."""
        end = time.monotonic() + self._timeout
        steps = self._questions.steps(advice_request(response, received_at, attempt, role))
        return await _drive_async(steps, self._client, end)


async def _drive_async(steps: Steps, client: AsyncClient, end: float) -> Reading:
    try:
        request = next(steps)
        while True:
            try:
                answer = await client.call(_method(client, request), request, end - time.monotonic())
            except Error as error:
                request = steps.throw(error)
            else:
                request = steps.send(answer)
    except StopIteration as stop:
        reading: Reading = stop.value
        return reading


def _method(client: Client | AsyncClient, request: Request) -> Any:
    return client.stub.MapHttpStatus if isinstance(request, pb.MapHttpStatusRequest) else client.stub.AdviseRetry
