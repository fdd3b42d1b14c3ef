"""Readers of responses: of both libraries, with a service and without one."""

import http.server
import threading
import time
from datetime import UTC, datetime, timedelta

import grpc
import httpx
import pytest
import requests
from statusmap import AsyncClient, Client, Error, pb
from statusmap.http import AsyncResponseReader, ResponseReader

CODE = grpc.StatusCode


class Counting:
    """A client that counts the calls."""

    def __init__(self, client):
        self.client, self.stub, self.calls = client, client.stub, 0

    def call(self, *arguments):
        self.calls += 1
        return self.client.call(*arguments)


@pytest.fixture
def counting(client):
    return Counting(client)


@pytest.fixture
def reader(counting):
    return ResponseReader(counting, timeout=20)


@pytest.fixture(scope="module")
def url():
    """A server that answers /CODE with that code and Retry-After 7."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(int(self.path[1:]))
            self.send_header("Retry-After", "7")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def made(status, method="GET", retry_after=None, **headers):
    answer = {} if retry_after is None else {"retry-after": retry_after}
    request = httpx.Request(method, "http://localhost/", headers={n.replace("_", "-"): v for n, v in headers.items()})
    return httpx.Response(status, headers=answer, request=request)


@pytest.mark.parametrize("library", [requests, httpx])
def test_real_responses(reader, url, library):
    reading = reader.read(library.get(f"{url}/503"))
    assert (reading.http_status, reading.code, reading.fallback) == (503, CODE.UNAVAILABLE, False)
    assert reading.may_retry
    assert reading.delay == 7
    assert not reader.read(library.post(f"{url}/503")).may_retry
    assert reader.read(library.post(f"{url}/503", headers={"idempotency-key": "1"})).may_retry
    assert reader.read(library.get(f"{url}/404")).code is CODE.NOT_FOUND
    assert reader.read(library.get(f"{url}/200")).code is CODE.OK


def test_conventions(counting):
    read = {
        name: ResponseReader(counting, name, timeout=20).read(made(429)).code
        for name in ("envoy", "google-apis", "dapr")
    }
    assert read["envoy"] is CODE.UNAVAILABLE
    assert read["google-apis"] is CODE.RESOURCE_EXHAUSTED
    assert ResponseReader(counting, "vertx-grpc").read(made(418)).fallback is False


def test_a_convention_without_an_answer(counting, client):
    conventions = [one.id for one in client.list_conventions(direction=pb.DIRECTION_HTTP_TO_GRPC)]
    silent = next(name for name in conventions if not client.map_http_status(409, name).HasField("grpc_code"))
    reading = ResponseReader(counting, silent, timeout=20).read(made(409))
    assert (reading.code, reading.fallback) == (None, False)


@pytest.mark.parametrize("convention", ["envoi", "google-rpc-code"])
def test_a_wrong_convention_is_an_error(counting, convention):
    with pytest.raises(Error) as error:
        ResponseReader(counting, convention).read(made(404))
    assert error.value.reason in ("CONVENTION_UNKNOWN", "DIRECTION_NOT_COVERED")


def test_a_response_that_nobody_asked_for(reader):
    assert not reader.read(httpx.Response(503)).may_retry


def test_a_status_beyond_the_standard(reader):
    reading = reader.read(made(999))
    assert (reading.code, reading.fallback) == (CODE.UNKNOWN, False)
    assert reading.advice.http_status == 999


def test_a_header_that_is_no_retry_after(reader):
    reading = reader.read(made(503, retry_after="soon"))
    assert not reading.fallback
    assert reading.may_retry
    assert 0 <= reading.delay <= 0.1


# --- what is kept ---


def test_answers_are_kept(reader, counting):
    first = reader.read(made(503, retry_after="7"))
    assert counting.calls == 2
    assert reader.read(made(503, retry_after="7")) == first
    assert counting.calls == 2


@pytest.mark.parametrize(
    "other",
    [
        (made(503, "POST", "7"), {}),
        (made(503, "GET", "8"), {}),
        (made(503), {}),
        (made(503, "GET", "7", idempotency_key="1"), {}),
        (made(503, "GET", "7"), {"attempt": 2}),
        (made(503, "GET", "7"), {"role": pb.ROLE_PROXY}),
    ],
    ids=["method", "retry-after", "none", "key", "attempt", "role"],
)
def test_advice_is_kept_for_the_same_question_only(reader, counting, other):
    reader.read(made(503, "GET", "7"))
    response, more = other
    reader.read(response, **more)
    assert counting.calls == 3, "the mapping is known, the advice is not"


def test_dates_are_asked_each_time(reader, counting):
    now = datetime(1994, 11, 6, 8, 49, 30, tzinfo=UTC)
    for later, delay in ((0, 7), (3, 4), (10, 0)):
        received = now + timedelta(seconds=later)
        reading = reader.read(made(503, "GET", "Sun, 06 Nov 1994 08:49:37 GMT"), received_at=received)
        assert reading.delay == delay
    assert counting.calls == 4
    soon = (datetime.now(UTC) + timedelta(seconds=100)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert 80 < reader.read(made(503, "GET", soon)).delay <= 100


def test_the_cache_is_bounded(counting):
    reader = ResponseReader(counting, timeout=20, cache_size=4)
    for status in (400, 401, 404, 401, 404):
        reader.read(made(status))
    assert counting.calls == 6
    reader.read(made(400))
    assert counting.calls == 8


# --- without a service ---


@pytest.mark.parametrize(("status", "code"), [(200, CODE.OK), (204, CODE.OK), (302, CODE.UNKNOWN), (503, CODE.UNKNOWN)])
def test_fallback(nobody, status, code):
    with Client(nobody) as client:
        reading = ResponseReader(client).read(made(status))
    assert (reading.http_status, reading.code, reading.advice, reading.fallback) == (status, code, None, True)
    assert (reading.may_retry, reading.delay) == (False, 0)


def test_fallback_is_bounded_in_time(silence, clock):
    with Client(silence) as client:
        reader = ResponseReader(client, timeout=0.3)
        assert reader.read(made(503)).fallback
        assert 0.2 < clock() < 2
        begin = clock()
        assert all(reader.read(made(503)).fallback for _ in range(100))
        assert clock() - begin < 0.3, "a service that was away is left alone for a while"


def test_what_is_known_stays_known(start):
    server = start()
    with Client(server.address) as client:
        reader = ResponseReader(client, timeout=5, pause=0.1)
        known = reader.read(made(404))
        server.stop()
        assert reader.read(made(503)).fallback
        assert reader.read(made(404)) == known
        start(server.address)
        end = time.monotonic() + 20
        while (reading := reader.read(made(503))).fallback and time.monotonic() < end:
            time.sleep(0.05)
        assert not reading.fallback, "the service is asked again after the pause"


async def test_asyncio(async_client, nobody, server):
    reader = AsyncResponseReader(async_client, timeout=20)
    reading = await reader.read(made(503, retry_after="7"))
    assert (reading.code, reading.may_retry, reading.delay) == (CODE.UNAVAILABLE, True, 7)
    assert await reader.read(made(503, retry_after="7")) == reading
    assert (await reader.read(made(503, retry_after="soon"))).may_retry
    with pytest.raises(Error, match="INVALID_ARGUMENT"):
        await AsyncResponseReader(async_client, "envoi", timeout=20).read(made(404))
    async with AsyncClient(nobody) as away:
        assert (await AsyncResponseReader(away).read(made(503))).fallback
