"""The end: what a signal does to connections, calls and streams. And the beginning."""

import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from grpc.health.v1 import health_pb2, health_pb2_grpc
from grpc.reflection.v1 import reflection_pb2, reflection_pb2_grpc
from statusmap.v1 import status_map_pb2 as pb

from . import http2
from .calls import answers, free_address, hold, lookup
from .harness import CALL_TIMEOUT_S, eventually

SIGNALS = [signal.SIGTERM, signal.SIGINT]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_signal_without_clients(number, start):
    server = start()
    server.signal(number)
    code, took = server.wait()
    assert code == 0
    assert took < 3


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_signal_with_a_silent_client(number, start):
    """A connection without calls does not cost the drain timeout."""
    server = start("--drain_timeout=30s")
    with http2.Client(server) as client:
        assert client.until(lambda: client.acknowledged)
        server.signal(number)
        code, took = server.wait()
        assert client.until(lambda: client.goaways or client.closed)
    assert code == 0
    assert took < 5


def test_signal_with_a_client_that_never_spoke(start):
    """Not even a preface: the bare TCP connection of a port scanner."""
    server = start("--drain_timeout=30s")
    with socket.create_connection((server.host, server.port)):
        time.sleep(0.2)
        server.signal()
        code, took = server.wait()
    assert code == 0
    assert took < 5


def test_signal_with_idle_channels(start):
    server = start("--drain_timeout=30s")
    channels = [server.channel() for _ in range(20)]
    assert {lookup(channel) for channel in channels} == {404}
    server.signal()
    code, took = server.wait()
    assert code == 0
    assert took < 5


def test_signal_with_an_open_watch(start):
    server = start("--drain_timeout=30s")
    with server.channel() as channel:
        call = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest())
        assert next(call).status == health_pb2.HealthCheckResponse.SERVING
        server.signal()
        assert next(call).status == health_pb2.HealthCheckResponse.NOT_SERVING
        with pytest.raises(grpc.RpcError) as error:
            next(call)
        assert error.value.code() == grpc.StatusCode.UNAVAILABLE
        code, took = server.wait()
    assert code == 0
    assert took < 5


def test_drain_delay(start):
    """While it lasts the server says that it goes, to who watches and to who asks, and answers as before."""
    server = start("--drain_delay=2s", "--drain_timeout=30s")
    question = health_pb2.HealthCheckRequest(service="statusmap.v1.StatusMapService")
    not_serving = health_pb2.HealthCheckResponse.NOT_SERVING
    with server.channel() as old, server.channel() as new:
        early = health_pb2_grpc.HealthStub(old).Watch(question)
        assert next(early).status == health_pb2.HealthCheckResponse.SERVING
        begin = time.monotonic()
        server.signal()
        assert next(early).status == not_serving
        assert time.monotonic() - begin < 1, "told at once"
        late = health_pb2_grpc.HealthStub(new).Watch(question)
        assert next(late).status == not_serving
        assert health_pb2_grpc.HealthStub(new).Check(question, timeout=CALL_TIMEOUT_S).status == not_serving
        assert [lookup(channel) for channel in (old, new)] == [404, 404]
        for watch in (early, late):
            with pytest.raises(grpc.RpcError) as error:
                next(watch)
            assert error.value.code() == grpc.StatusCode.UNAVAILABLE
        assert time.monotonic() - begin > 1.9, "watchers stay until the end"
        assert server.wait()[0] == 0
    assert time.monotonic() - begin < 5


def test_second_signal_ends_the_drain_delay(start):
    server = start("--drain_delay=1h")
    server.signal()
    assert eventually(lambda: not_serving(server))
    server.signal()
    code, took = server.wait()
    assert code == 128 + signal.SIGTERM
    assert took < 2


def not_serving(server):
    with server.channel() as channel:
        answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=CALL_TIMEOUT_S)
    return answer.status == health_pb2.HealthCheckResponse.NOT_SERVING


def test_signal_with_an_open_reflection_stream(start):
    server = start("--drain_timeout=30s")
    open_end = threading.Event()

    def questions():
        yield reflection_pb2.ServerReflectionRequest(list_services="")
        open_end.wait(CALL_TIMEOUT_S)

    with server.channel() as channel:
        call = reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo(questions())
        assert next(call).list_services_response.service
        server.signal()
        with pytest.raises(grpc.RpcError) as error:
            next(call)
        assert error.value.code() == grpc.StatusCode.UNAVAILABLE
        code, took = server.wait()
        open_end.set()
    assert code == 0
    assert took < 5


@pytest.mark.parametrize("calls", [1, 10])
def test_signal_with_calls_in_flight(calls, start):
    """The calls end as if nothing had happened, and only then the process."""
    server = start("--drain_timeout=30s")
    with http2.Client(server, window=0) as client:
        streams = hold(client, calls)
        server.signal()
        assert client.until(lambda: client.goaways), "told not to send more"
        time.sleep(1)
        assert server.process.poll() is None, "it waits for the calls"
        for stream in streams:
            client.allow(stream)
        assert client.until(lambda: all(client.calls[stream].ended for stream in streams))
        for stream in streams:
            call = client.calls[stream]
            assert (call.status, call.reset) == (0, None)
            assert pb.LookupStatusResponse.FromString(call.message).status.http_status == 404
        code, took = server.wait()
    assert code == 0
    assert took < 5


@pytest.mark.parametrize("timeout", [0, 1, 3])
def test_drain_timeout_is_kept(timeout, start):
    """The other half: the answer can never be sent, and the process ends all the same, but not before its time."""
    server = start(f"--drain_timeout={timeout}s")
    with http2.Client(server, window=0) as client:
        hold(client, 3)
        begin = time.monotonic()
        server.signal()
        code, _ = server.wait()
        took = time.monotonic() - begin
    assert code == 0
    assert timeout - 0.2 <= took < timeout + 3


def test_new_calls_are_refused_while_draining(start):
    server = start("--drain_timeout=30s")
    with http2.Client(server, window=0) as client:
        (stream,) = hold(client, 1)
        server.signal()
        assert client.until(lambda: client.goaways)
        with server.channel() as channel, pytest.raises(grpc.RpcError) as error:
            lookup(channel, timeout=2)
        assert error.value.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
        client.allow(stream)
        assert client.until(lambda: client.calls[stream].ended)
        assert client.calls[stream].status == 0
        assert server.wait()[0] == 0


@pytest.mark.parametrize("second", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize("first", SIGNALS, ids=lambda number: number.name)
def test_second_signal_ends_at_once(first, second, start):
    server = start("--drain_timeout=60s")
    with http2.Client(server, window=0) as client:
        hold(client, 1)
        server.signal(first)
        assert client.until(lambda: client.goaways)
        assert server.process.poll() is None
        server.signal(second)
        code, took = server.wait()
    assert code == 128 + second
    assert took < 2


def test_signal_under_load(start):
    """Every call is answered rightly or refused at once: none is lost, none is wrong.

    What arrives after the shutdown and before its client has read the GOAWAY, gRPC itself ends as CANCELLED.
    """
    server = start("--drain_timeout=30s")
    outcomes, begun = [], threading.Barrier(9)

    def work(channel):
        begun.wait(CALL_TIMEOUT_S)
        while True:
            try:
                outcomes.append(lookup(channel))
            except grpc.RpcError as error:
                return error.code()

    channels = [server.channel() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        ends = [pool.submit(work, channel) for channel in channels]
        begun.wait(CALL_TIMEOUT_S)
        assert eventually(lambda: len(outcomes) > 200)
        server.signal()
        codes = {end.result(CALL_TIMEOUT_S * 2) for end in ends}
    assert set(outcomes) == {404}
    assert codes <= {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}
    code, took = server.wait()
    assert code == 0
    assert took < 5


def test_streams_opened_while_the_drain_begins(start):
    """Streams that arrive around the signal are ended like those that were there before."""
    paths = ["/grpc.health.v1.Health/Watch", "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"]
    for attempt in range(40):
        server = start("--drain_timeout=6s")
        clients = [http2.Client(server) for _ in range(4)]
        assert all(client.until(lambda client=client: client.acknowledged) for client in clients)

        def open_streams(client):
            for i in range(150):
                client.start(paths[i % 2], b"", end=False)

        with ThreadPoolExecutor(4) as pool:
            opened = [pool.submit(open_streams, client) for client in clients]
            time.sleep(0.03 * attempt / 40)
            server.signal()
            code, took = server.wait()
        assert all(one.exception() is None for one in opened)
        for client in clients:
            client.socket.close()
        assert code == 0
        assert took < 4, f"attempt {attempt}"


def test_kill_leaves_the_port_free(start):
    """Nothing of a killed server keeps its successor from the same address."""
    first = start()
    assert answers(first)
    first.kill()
    second = start(f"--listen_address={first.address}")
    assert second.port == first.port
    assert answers(second)


def connect_early(address):
    """A client that connects as soon as somebody listens."""
    deadline = time.monotonic() + CALL_TIMEOUT_S
    while True:
        try:
            return http2.Client(address)
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.0002)


@pytest.mark.parametrize("queues", [0, 1, 8, 64])
def test_watch_opened_while_the_server_starts(queues, start):
    """A client that is there first may see NOT_SERVING, but must then learn that the server serves."""
    address = free_address()
    serving = health_pb2.HealthCheckResponse(status="SERVING").SerializeToString()

    def watch():
        with connect_early(address) as client:
            stream = client.start("/grpc.health.v1.Health/Watch", b"")
            return client.until(lambda: client.calls[stream].data.endswith(serving), timeout=3)

    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(watch)
        server = start(f"--listen_address={address.address}", f"--queues={queues}")
        assert seen.result(CALL_TIMEOUT_S * 2)
    assert server.stop() == 0
