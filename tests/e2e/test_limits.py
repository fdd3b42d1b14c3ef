"""Limits: of metadata, of calls in flight, of streams, of the life of a connection."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from grpc.health.v1 import health_pb2, health_pb2_grpc
from grpc.reflection.v1 import reflection_pb2

from . import http2
from .calls import CHECK, LOOKUP, REQUEST, answers, check, hold, lookup, refused, works
from .harness import CALL_TIMEOUT_S, eventually


def test_metadata_of_20_kib(start):
    with start().channel() as channel:
        assert lookup(channel, metadata=[("x-fill", "a" * 20 * 1024)]) == 404


def test_metadata_of_64_kib(start):
    server = start()
    with server.channel() as channel:
        with pytest.raises(grpc.RpcError) as error:
            lookup(channel, metadata=[("x-fill", "a" * 64 * 1024)])
        assert error.value.code() in (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE)
    assert answers(server)


def test_calls_in_flight(start):
    server = start("--max_calls_in_flight=2")
    with http2.Client(server, window=0) as client, server.channel() as channel:
        first, second = hold(client, 2)
        for _ in range(20):
            assert refused(channel).metadata["limit"] == "2"
        assert check(channel) == health_pb2.HealthCheckResponse.SERVING, "health is exempt"
        client.allow(first)
        assert client.until(lambda: client.calls[first].ended)
        assert eventually(lambda: works(channel)), "there is room for one again"
        client.allow(second)
        assert client.until(lambda: client.calls[second].ended)
        assert client.calls[first].status == client.calls[second].status == 0
        assert [lookup(channel) for _ in range(20)] == [404] * 20
    assert server.stop() == 0


def test_refused_calls_do_not_count(start):
    """Many refusals must not use up the limit for good."""
    server = start("--max_calls_in_flight=1")
    with http2.Client(server, window=0) as client, server.channel() as channel:
        (stream,) = hold(client, 1)
        for _ in range(200):
            refused(channel)
        client.allow(stream)
        assert client.until(lambda: client.calls[stream].ended)
        assert eventually(lambda: works(channel))
        assert [lookup(channel) for _ in range(20)] == [404] * 20
    assert server.stop() == 0


def test_cancelled_calls_are_not_counted_any_more(start):
    """A client that goes away in the middle of a call gives its place back."""
    server = start("--max_calls_in_flight=2")
    with server.channel() as channel:
        for _ in range(20):
            with http2.Client(server, window=0) as client:
                hold(client, 2)
            assert eventually(lambda: works(channel))
    assert server.stop() == 0


def test_reflection_streams_count(start):
    server = start("--max_calls_in_flight=2")
    path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
    question = reflection_pb2.ServerReflectionRequest(list_services="").SerializeToString()
    with http2.Client(server) as client, server.channel() as channel:
        streams = [client.start(path, question, end=False) for _ in range(2)]
        assert client.until(lambda: all(client.calls[stream].data for stream in streams))
        refused(channel)
        for stream in streams:
            client.http2.end_stream(stream)
        client.send()
        assert client.until(lambda: all(client.calls[stream].ended for stream in streams))
        assert [client.calls[stream].status for stream in streams] == [0, 0]
        assert eventually(lambda: works(channel))
    assert server.stop() == 0


def test_health_watches_do_not_use_up_the_limit(start):
    """--help says that health checks do not count; every client with health checking holds a Watch open."""
    server = start("--max_calls_in_flight=2")
    with server.channel() as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        watches = [stub.Watch(health_pb2.HealthCheckRequest()) for _ in range(5)]
        assert {next(watch).status for watch in watches} == {health_pb2.HealthCheckResponse.SERVING}
        assert lookup(channel) == 404
        assert check(channel) == health_pb2.HealthCheckResponse.SERVING
        for watch in watches:
            watch.cancel()
    assert server.stop() == 0


def test_health_checks_do_not_use_up_the_limit(start):
    """Held open by a closed window, as by a probe that does not read."""
    server = start("--max_calls_in_flight=2")
    with http2.Client(server, window=0) as client, server.channel() as channel:
        hold(client, 5, path=CHECK, message=b"")
        assert lookup(channel) == 404
    assert server.stop() == 0


def test_streams_of_a_connection(start):
    """The limit is announced, and gRPC's own clients queue instead of failing."""
    server = start("--max_concurrent_streams=3")
    with http2.Client(server, window=0) as client:
        assert client.until(lambda: client.acknowledged)
        assert client.http2.remote_settings.max_concurrent_streams == 3
    with server.channel() as channel, ThreadPoolExecutor(16) as pool:
        assert set(pool.map(lambda _: lookup(channel), range(200))) == {404}
    assert server.stop() == 0


def test_connection_age(start):
    server = start("--max_connection_age=1s")
    with http2.Client(server) as client:
        begin = time.monotonic()
        assert client.until(lambda: client.goaways, timeout=5)
        assert 0.5 < time.monotonic() - begin < 4
        assert client.goaways[-1] == 0, "NO_ERROR"
    with server.channel() as channel:
        calls, begin = 0, time.monotonic()
        while time.monotonic() - begin < 3.5:
            assert lookup(channel) == 404
            calls += 1
            time.sleep(0.002)
        assert calls > 100
    assert server.stop() == 0


def test_no_connection_age_by_default(start):
    server = start()
    with http2.Client(server) as client:
        assert not client.until(lambda: client.goaways or client.closed, timeout=2.5)
    assert server.stop() == 0


def test_connection_idle(start):
    server = start("--max_connection_idle=1s")
    with http2.Client(server) as client:
        stream = client.start(LOOKUP, REQUEST)
        assert client.until(lambda: client.calls[stream].ended)
        assert client.until(lambda: client.goaways, timeout=5)
    assert answers(server)
    assert server.stop() == 0


def test_noise_does_not_hurt(start):
    """Bytes that are not HTTP/2, a half preface, HTTP/1.1."""
    server = start()
    for noise in (b"\x00" * 1000, b"PRI * HTTP/2.0\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00"):
        with socket.create_connection((server.host, server.port), timeout=CALL_TIMEOUT_S) as connection:
            connection.sendall(noise)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(CALL_TIMEOUT_S)
            try:
                while connection.recv(4096):
                    pass
            except ConnectionError:
                pass
        assert answers(server)
    assert server.stop() == 0
