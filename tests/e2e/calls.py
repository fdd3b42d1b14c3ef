"""What several suites ask of a server, and how they look at its errors."""

import socket
from typing import NamedTuple

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2
from grpc.health.v1 import health_pb2, health_pb2_grpc
from statusmap.v1 import status_map_pb2 as pb
from statusmap.v1 import status_map_pb2_grpc as pb_grpc

from .harness import CALL_TIMEOUT_S

LOOKUP = "/statusmap.v1.StatusMapService/LookupStatus"
CHECK = "/grpc.health.v1.Health/Check"
REQUEST = pb.LookupStatusRequest(http_status=404).SerializeToString()


def details_of(error):
    """(ErrorInfo, {name of the type: message}) of an error; checks what holds for all of them."""
    trailers = dict(error.trailing_metadata())
    status = status_pb2.Status.FromString(trailers["grpc-status-details-bin"])
    assert status.code == error.code().value[0]
    assert status.message == error.details()
    assert error.details(), "an error without a message"
    assert len(error.details()) < 1000, "an error echoes too much"
    found = {}
    for detail in status.details:
        name = detail.TypeName().removeprefix("google.rpc.")
        assert name not in found
        found[name] = getattr(error_details_pb2, name).FromString(detail.value)
    info = found["ErrorInfo"]
    assert info.domain == "statusmap.v1"
    assert set(found) <= {"ErrorInfo", "BadRequest", "RetryInfo"}
    return info, found


def fails(call, *arguments):
    """The error of a call that has to fail."""
    with pytest.raises(grpc.RpcError) as error:
        call(*arguments)
    return error.value


def lookup(channel, timeout=CALL_TIMEOUT_S, **more):
    """One ordinary call."""
    stub = pb_grpc.StatusMapServiceStub(channel)
    return stub.LookupStatus(pb.LookupStatusRequest(http_status=404), timeout=timeout, **more).status.http_status


def answers(server):
    """Whether a new connection gets an answer."""
    with server.channel() as channel:
        return lookup(channel) == 404


def works(channel):
    try:
        return lookup(channel) == 404
    except grpc.RpcError:
        return False


def check(channel):
    stub = health_pb2_grpc.HealthStub(channel)
    return stub.Check(health_pb2.HealthCheckRequest(), timeout=CALL_TIMEOUT_S).status


def refused(channel):
    """The ErrorInfo of a call that is one too many."""
    with pytest.raises(grpc.RpcError) as error:
        lookup(channel)
    assert error.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    info, found = details_of(error.value)
    assert info.reason == "TOO_MANY_CALLS"
    retry = found["RetryInfo"]
    assert isinstance(retry, error_details_pb2.RetryInfo)
    assert 0 < retry.retry_delay.seconds + retry.retry_delay.nanos / 1e9 <= 10
    return info


def hold(client, count, path=LOOKUP, message=REQUEST):
    """Starts calls whose answers the server cannot send, since the client's window is closed. Their numbers."""
    assert client.until(lambda: client.acknowledged)
    streams = [client.start(path, message) for _ in range(count)]
    assert client.until(lambda: all(client.calls[stream].headers for stream in streams)), "the answers are on their way"
    assert not any(client.calls[stream].data for stream in streams)
    return streams


class Address(NamedTuple):
    """Where a server will be."""

    host: str
    port: int

    @property
    def address(self):
        return f"{self.host}:{self.port}"


def free_address():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Address(*free.getsockname())
