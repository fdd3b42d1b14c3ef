"""Batches, streams and summaries: order, laziness, time, and what an error says about how far it came."""

import asyncio
import itertools
import signal
import threading
from collections import Counter
from contextlib import aclosing

import grpc
import pytest
import statusmap
from statusmap import AsyncClient, Client, Error, pb
from statusmap.v1.status_map_pb2_grpc import StatusMapServiceServicer

CODE = grpc.StatusCode
CHUNK = 1000


class Source:
    """Statuses for ever, which are counted."""

    def __init__(self):
        self.taken = 0

    def __iter__(self):
        for self.taken in itertools.count(1):
            yield 404


def fails_after(codes, happen):
    """Reads codes to the error, all but the first 3 chunks of them after `happen`; the Error, and how many codes came."""
    came = 0

    def read():
        nonlocal came
        for code in codes:
            assert code == 5
            came += 1
            if came == 3 * CHUNK:
                happen()

    with pytest.raises(Error) as error:
        read()
    assert error.value.answered == came >= 3 * CHUNK
    return error.value


async def fails_after_async(codes, happen):
    came = 0

    async def read():
        nonlocal came
        async for _ in codes:
            came += 1
            if came == 3 * CHUNK:
                happen()

    with pytest.raises(Error) as error:
        await read()
    assert error.value.answered == came >= 3 * CHUNK
    return error.value


def nothing():
    pass


# --- batches ---


async def test_large_batch(server, client, async_client):
    many = [404, 0, 503] * 2_000_000
    want = [5, statusmap.NOT_AN_HTTP_STATUS, 14] * 2_000_000
    assert client.batch_map_http_statuses(many).grpc_codes == want
    assert (await async_client.batch_map_http_statuses(many)).grpc_codes == want
    with grpc.insecure_channel(server.address) as channel, pytest.raises(Error) as error:
        Client.from_channel(channel, timeout=20).batch_map_http_statuses(many)
    assert error.value.code is CODE.RESOURCE_EXHAUSTED, "a channel of the caller's keeps its limit"
    with pytest.raises(Error) as error:
        client.batch_map_http_statuses(many * 3)
    assert error.value.code is CODE.RESOURCE_EXHAUSTED


async def test_numbers_beyond_32_bits(client, async_client):
    wrong = [404, 2**31]
    says = "status 2147483648 at position 1 is not a 32-bit integer"
    with pytest.raises(ValueError, match=says):
        client.batch_map_http_statuses(iter(wrong))
    with pytest.raises(ValueError, match=says):
        list(client.stream_map_http_statuses(wrong, chunk_size=1))
    with pytest.raises(ValueError, match=says):
        client.summarize_statuses([(status, 1) for status in wrong])
    with pytest.raises(ValueError, match=says):
        [code async for code in async_client.stream_map_http_statuses(wrong)]
    with pytest.raises(ValueError, match=says):
        await async_client.summarize_statuses(wrong)
    assert client.batch_map_http_statuses([-(2**31), 2**31 - 1]).grpc_codes == [127, 127]


# --- streams ---


async def test_order_and_nothing(client, async_client):
    asked = list(range(90, 610)) * 50
    want = list(client.batch_map_http_statuses(asked, "envoy").grpc_codes)
    assert list(client.stream_map_http_statuses(iter(asked), "envoy", chunk_size=999)) == want
    assert [code async for code in async_client.stream_map_http_statuses(asked, "envoy", chunk_size=999)] == want
    assert list(client.stream_map_http_statuses([])) == []
    assert [code async for code in async_client.stream_map_http_statuses([])] == []
    with pytest.raises(ValueError, match="chunk_size is 0"):
        list(client.stream_map_http_statuses(asked, chunk_size=0))


def test_stream_is_lazy_and_ends(client):
    for _ in range(50):
        before, source = threading.active_count(), Source()
        codes = client.stream_map_http_statuses(source, chunk_size=CHUNK)
        assert source.taken == 0
        assert next(codes) == 5
        assert source.taken == 8 * CHUNK, "no more than eight chunks ahead"
        codes.close()
        assert threading.active_count() <= before + 2


async def test_stream_is_lazy_and_ends_with_asyncio(async_client):
    async def slow(source):
        for status in source:
            yield status

    for _ in range(50):
        before, source = len(asyncio.all_tasks()), Source()
        async with aclosing(async_client.stream_map_http_statuses(slow(source), chunk_size=CHUNK)) as codes:
            assert await anext(codes) == 5
            await asyncio.sleep(0)
            assert source.taken == 8 * CHUNK
        await asyncio.sleep(0.01)
        assert len(asyncio.all_tasks()) <= before + 1


async def test_source_that_fails(client, async_client):
    def source():
        yield from [404] * 3
        raise OSError("the log is gone")

    with pytest.raises(OSError, match="gone"):
        list(client.stream_map_http_statuses(source()))
    with pytest.raises(OSError, match="gone"):
        client.summarize_statuses(source())
    with pytest.raises(OSError, match="gone"):
        [code async for code in async_client.stream_map_http_statuses(source())]
    with pytest.raises(OSError, match="gone"):
        await async_client.summarize_statuses(source())


def test_deadline_of_a_stream(server, clock):
    with Client(server.address, timeout=0.05) as client:
        error = fails_after(client.stream_map_http_statuses(Source(), chunk_size=CHUNK, timeout=0.7), nothing)
    assert error.code is CODE.DEADLINE_EXCEEDED
    assert 0.6 < clock() < 5


async def test_deadline_of_a_stream_with_asyncio(server, clock):
    async with AsyncClient(server.address, timeout=0.05) as client:
        codes = client.stream_map_http_statuses(Source(), chunk_size=CHUNK, timeout=0.7)
        error = await fails_after_async(codes, nothing)
    assert error.code is CODE.DEADLINE_EXCEEDED
    assert 0.6 < clock() < 5


@pytest.mark.parametrize(("ends", "reason"), [(signal.SIGKILL, ""), (signal.SIGTERM, "SERVER_DRAINING")])
async def test_server_that_ends(start, ends, reason):
    first, second = start(), start()
    with Client(first.address) as client:
        codes = client.stream_map_http_statuses(Source(), chunk_size=CHUNK)
        error = fails_after(codes, lambda: first.process.send_signal(ends))
    assert (error.code, error.reason) == (CODE.UNAVAILABLE, reason)
    assert error.metadata.get("answered", str(error.answered)) == str(error.answered)
    async with AsyncClient(second.address) as client:
        codes = client.stream_map_http_statuses(Source(), chunk_size=CHUNK)
        error = await fails_after_async(codes, lambda: second.process.send_signal(ends))
    assert (error.code, error.reason) == (CODE.UNAVAILABLE, reason)


class Shaky(StatusMapServiceServicer):
    """Ends streams with UNAVAILABLE: each of the first `failures`, after so many answers."""

    def __init__(self, failures, answers):
        self.failures, self.answers, self.calls = failures, answers, 0

    def StreamMapHttpStatuses(self, requests, context):  # noqa: N802
        self.calls += 1
        fails = self.calls <= self.failures
        answered = 0
        for count, request in enumerate(requests):
            if fails and count == self.answers:
                context.abort(CODE.UNAVAILABLE, "not now")
            answered += len(request.http_statuses)
            yield pb.StreamMapHttpStatusesResponse(grpc_codes=[5] * len(request.http_statuses), answered=answered)


@pytest.mark.parametrize(("failures", "answers", "calls"), [(3, 0, 4), (4, 0, 4), (1, 2, 1)])
def test_only_what_has_no_answer_yet_is_retried(serve, failures, answers, calls):
    service = Shaky(failures, answers)
    with Client(f"127.0.0.1:{serve(service)}") as client:
        codes = client.stream_map_http_statuses([404] * 10, chunk_size=2)
        if failures < calls:
            assert list(codes) == [5] * 10
        else:
            with pytest.raises(Error) as error:
                list(codes)
            assert (error.value.code, error.value.answered) == (CODE.UNAVAILABLE, 2 * answers)
    assert service.calls == calls


def test_closing_the_client_ends_a_stream(server):
    client = Client(server.address)
    error = fails_after(client.stream_map_http_statuses(Source(), chunk_size=CHUNK), client.close)
    assert error.code is CODE.CANCELLED


async def test_cancelling_a_task_ends_a_stream(async_client):
    async def read():
        async for _ in async_client.stream_map_http_statuses(Source(), chunk_size=CHUNK):
            pass

    task = asyncio.create_task(read())
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


# --- summaries ---


async def test_summary_of_all_forms(client, async_client):
    log = [200] * 9 + [503] * 12_345 + [0]
    want = client.summarize_statuses(log, against="envoy")
    assert (want.total, want.invalid) == (len(log), 1)
    for form in (iter(log), Counter(log), list(Counter(log).items())):
        assert client.summarize_statuses(form, against="envoy") == want
    for form in (iter(log), Counter(log), list(Counter(log).items())):
        assert await async_client.summarize_statuses(form, against="envoy") == want
    assert client.summarize_statuses([]).total == 0


async def test_summary_that_fails(client, async_client, nobody):
    for convention, code in ("", CODE.DEADLINE_EXCEEDED), ("envoi", CODE.INVALID_ARGUMENT):
        with pytest.raises(Error) as error:
            client.summarize_statuses(Source(), convention, timeout=0.5)
        assert error.value.code is code
        with pytest.raises(Error) as error:
            await async_client.summarize_statuses(Source(), convention, timeout=0.5)
        assert error.value.code is code
    with Client(nobody) as lonely, pytest.raises(Error) as error:
        lonely.summarize_statuses(Source())
    assert error.value.code is CODE.UNAVAILABLE
