"""The health service as probes, load balancers and grpcurl use it."""

import queue
import threading

import grpc
import pytest
from grpc.health.v1 import health_pb2, health_pb2_grpc

from .harness import CALL_TIMEOUT_S, eventually

SERVICE = "statusmap.v1.StatusMapService"
KNOWN = ["", SERVICE]
UNKNOWN = ["nobody", "statusmap.v1", "statusmap.v1.statusmapservice", SERVICE + " ", "\u00e9", "x" * 10_000]
SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING
SERVICE_UNKNOWN = health_pb2.HealthCheckResponse.SERVICE_UNKNOWN


def health(channel):
    return health_pb2_grpc.HealthStub(channel)


def request(service):
    return health_pb2.HealthCheckRequest(service=service)


class Watch:
    """An open Watch whose messages can be waited for."""

    def __init__(self, channel, service):
        self.call = health(channel).Watch(request(service))
        self.messages, self.ended = queue.Queue(), threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            for message in self.call:
                self.messages.put(message.status)
        except grpc.RpcError:
            pass
        self.ended.set()

    def next(self, timeout=CALL_TIMEOUT_S):
        return self.messages.get(timeout=timeout)

    def silent(self, seconds):
        """Nothing arrives, and it does not end."""
        return not self.ended.wait(seconds) and self.messages.empty()


@pytest.mark.parametrize("service", KNOWN)
def test_check_known(service, channel):
    assert health(channel).Check(request(service), timeout=CALL_TIMEOUT_S).status == SERVING


@pytest.mark.parametrize("service", UNKNOWN, ids=lambda service: ascii(service)[:40])
def test_check_unknown(service, channel):
    with pytest.raises(grpc.RpcError) as error:
        health(channel).Check(request(service), timeout=CALL_TIMEOUT_S)
    assert error.value.code() == grpc.StatusCode.NOT_FOUND


def test_list(channel):
    statuses = health(channel).List(health_pb2.HealthListRequest(), timeout=CALL_TIMEOUT_S).statuses
    assert set(KNOWN) <= set(statuses)
    assert {status.status for status in statuses.values()} == {SERVING}
    for service in statuses:
        assert health(channel).Check(request(service), timeout=CALL_TIMEOUT_S).status == SERVING


@pytest.mark.parametrize("service", KNOWN)
def test_watch_known(service, channel):
    watch = Watch(channel, service)
    assert watch.next() == SERVING
    assert watch.silent(0.5), "a status that does not change is sent once"
    watch.call.cancel()
    assert watch.ended.wait(CALL_TIMEOUT_S)


def test_watch_unknown_stays_open(channel):
    watch = Watch(channel, "nobody")
    assert watch.next() == SERVICE_UNKNOWN
    assert watch.silent(0.5)
    watch.call.cancel()


def test_many_watches(channel):
    watches = [Watch(channel, KNOWN[i % 2]) for i in range(50)]
    assert [watch.next() for watch in watches] == [SERVING] * 50
    for watch in watches[::2]:
        watch.call.cancel()
    assert all(watch.ended.wait(CALL_TIMEOUT_S) for watch in watches[::2])
    assert watches[1].silent(0.2)
    assert health(channel).Check(request(""), timeout=CALL_TIMEOUT_S).status == SERVING
    for watch in watches:
        watch.call.cancel()


@pytest.mark.parametrize("service", KNOWN)
def test_watch_sees_the_end(service, start):
    server = start()
    with server.channel() as channel:
        watch = Watch(channel, service)
        assert watch.next() == SERVING
        server.signal()
        assert watch.next() == NOT_SERVING
        assert watch.ended.wait(CALL_TIMEOUT_S)
        code, took = server.wait()
    assert code == 0
    assert took < 5, "an open Watch does not hold the drain"


def test_watch_of_an_unknown_service_is_ended_too(start):
    server = start()
    with server.channel() as channel:
        watch = Watch(channel, "nobody")
        assert watch.next() == SERVICE_UNKNOWN
        server.signal()
        assert watch.ended.wait(CALL_TIMEOUT_S)
        code, took = server.wait()
    assert watch.messages.empty(), "it was unknown before and is unknown still"
    assert code == 0
    assert took < 5


def test_two_watches_of_many_clients_see_the_end(start):
    server = start()
    channels = [server.channel() for _ in range(10)]
    watches = [Watch(channel, service) for channel in channels for service in KNOWN]
    assert [watch.next() for watch in watches] == [SERVING] * 20
    server.signal()
    assert [watch.next() for watch in watches] == [NOT_SERVING] * 20
    assert eventually(lambda: all(watch.ended.is_set() for watch in watches))
    assert server.wait()[0] == 0
