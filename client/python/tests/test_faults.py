"""What can go wrong with a call, and how the clients bound it in time."""

import asyncio
import threading
import time
from concurrent import futures

import grpc
import pytest
from statusmap import AsyncClient, Client, Error

CODE = grpc.StatusCode
BACK_WITHIN_S = 20


def eventually(condition):
    end = time.monotonic() + BACK_WITHIN_S
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


# --- time ---


def test_deadline_of_the_call(silence, clock):
    with Client(silence) as client, pytest.raises(Error) as error:
        client.lookup_status(404, timeout=0.2)
    assert error.value.code is CODE.DEADLINE_EXCEEDED
    assert (error.value.reason, error.value.domain, dict(error.value.metadata)) == ("", "", {})
    assert 0.15 < clock() < 1.9


def test_deadline_of_the_client(silence, clock):
    with Client(silence, timeout=0.2) as client, pytest.raises(Error) as error:
        next(client.list_conventions())
    assert error.value.code is CODE.DEADLINE_EXCEEDED
    assert clock() < 1.9


def test_deadline_by_default(serve, fake):
    service = fake()
    with Client(f"127.0.0.1:{serve(service)}") as client:
        client.lookup_status(404)
        client.lookup_status(404, timeout=30)
    # gRPC rounds up on the way.
    assert 1 < service.time_remaining[0] < 2.5
    assert 20 < service.time_remaining[1] < 30.5


@pytest.mark.parametrize("timeout", [0, -1])
async def test_deadline_that_has_passed(client, async_client, timeout):
    for _ in range(50):
        with pytest.raises(Error) as error:
            client.lookup_status(404, timeout=timeout)
        assert error.value.code is CODE.DEADLINE_EXCEEDED
        with pytest.raises(Error) as error:
            await async_client.lookup_status(404, timeout=timeout)
        assert error.value.code is CODE.DEADLINE_EXCEEDED


async def test_deadline_with_asyncio(silence, clock):
    async with AsyncClient(silence) as client:
        with pytest.raises(Error) as error:
            await client.lookup_status(404, timeout=0.2)
    assert error.value.code is CODE.DEADLINE_EXCEEDED
    assert clock() < 1.9


# --- servers that go away ---


def test_nobody_listens(nobody):
    with Client(nobody, timeout=5) as client, pytest.raises(Error) as error:
        client.lookup_status(404)
    assert error.value.code is CODE.UNAVAILABLE


def test_server_gone_and_back(start, answers):
    first = start()
    with Client(first.address) as client:
        assert answers(client)
        first.stop()
        assert not answers(client)
        start(first.address)
        assert eventually(lambda: answers(client))


async def test_server_gone_and_back_with_asyncio(start):
    first = start()
    async with AsyncClient(first.address) as client:
        assert (await client.lookup_status(404)).status.http_status == 404
        first.stop()
        with pytest.raises(Error) as error:
            await client.lookup_status(404)
        assert error.value.code is CODE.UNAVAILABLE
        start(first.address)
        # gRPC connects again when its backoff says so, which may be after the last attempt of one call.
        deadline = time.monotonic() + BACK_WITHIN_S
        while True:
            try:
                answer = await client.lookup_status(404)
                break
            except Error:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.05)
        assert answer.status.http_status == 404


@pytest.mark.parametrize(("failures", "good"), [(1, True), (3, True), (4, False)])
def test_unavailable_is_retried(serve, failures, good, answers, fake):
    service = fake(failures)
    with Client(f"127.0.0.1:{serve(service)}", timeout=10) as client:
        assert answers(client) is good
    assert service.calls == min(failures + 1, 4)


def test_other_codes_are_not_retried(serve, fake):
    service = fake(1, CODE.INTERNAL)
    with Client(f"127.0.0.1:{serve(service)}") as client, pytest.raises(Error, match="INTERNAL: not now"):
        client.lookup_status(404)
    assert service.calls == 1


def test_calls_go_round_all_addresses(start, answers):
    """One of two servers dies: the other one answers at once."""
    one, other = start(), start()
    target = f"ipv4:{one.address},{other.address}"
    with Client(target, timeout=5) as client:
        assert answers(client)
        one.stop()
        assert [client.lookup_status(404).status.http_status for _ in range(10)] == [404] * 10


# --- cancel and parallel ---


def test_closing_ends_calls_in_flight(silence):
    client = Client(silence, timeout=30)
    caught = []

    def ask():
        try:
            client.lookup_status(404)
        except Error as error:
            caught.append(error.code)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.2)
    client.close()
    thread.join(10)
    assert caught == [CODE.CANCELLED]
    with pytest.raises(ValueError, match="closed"):
        client.lookup_status(404)


async def test_cancelling_a_task(silence, clock):
    async with AsyncClient(silence, timeout=30) as client:
        task = asyncio.create_task(client.lookup_status(404))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert clock() < 10


def test_twenty_threads(client):
    def ask(convention):
        return [client.map_http_status(code, convention).http_status for code in range(400, 425)]

    with futures.ThreadPoolExecutor(20) as pool:
        for found in pool.map(ask, ["envoy", "google-apis"] * 10):
            assert found == list(range(400, 425))


async def test_twenty_tasks(async_client):
    async def ask(code):
        return [(await async_client.map_grpc_code(code)).grpc_code for _ in range(25)]

    codes = [*range(17), 0, 1, 2]
    assert await asyncio.gather(*map(ask, codes)) == [[code] * 25 for code in codes]
