"""Calls that come together, on one connection and on several: each is answered rightly, at once, and not each alone."""

import socket
import struct
import subprocess

import pytest
from statusmap.v1 import status_map_pb2 as pb

from . import harness, http2
from .calls import LOOKUP

BATCH = "/statusmap.v1.StatusMapService/BatchMapHttpStatuses"
TCP_INFO_DATA_SEGS_IN = 152  # offset in struct tcp_info of linux/tcp.h
CODES = [100, 200, 204, 301, 404, 429, 500, 503]


def segments(client):
    """How many segments with data this end of the connection has received."""
    info = client.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_DATA_SEGS_IN + 4)
    return struct.unpack_from("I", info, TCP_INFO_DATA_SEGS_IN)[0]


def shares_grpc():
    """Whether gRPC is in a library of its own, as with the sanitizers: then it sends as it likes."""
    return "libgrpc" in subprocess.run(["ldd", harness.binary()], capture_output=True, text=True, check=False).stdout


def lookups(client, count):
    """Prepares that many calls: their numbers and what they ask."""
    codes = [CODES[i % len(CODES)] for i in range(count)]
    asked = [pb.LookupStatusRequest(http_status=code).SerializeToString() for code in codes]
    return {client.prepare(LOOKUP, message): code for message, code in zip(asked, codes, strict=True)}


def answered(client, calls):
    """Waits for the answers, and checks them."""
    assert client.until(lambda: all(client.calls[stream].ended for stream in calls))
    for stream, code in calls.items():
        assert client.calls[stream].status == 0
        assert pb.LookupStatusResponse.FromString(client.calls[stream].message).status.http_status == code


def ask(client, count):
    """So many calls at once, and their answers."""
    calls = lookups(client, count)
    client.send()
    answered(client, calls)


def connect(server):
    """A connection whose greetings are over, and that takes many answers."""
    client = http2.Client(server)
    client.http2.increment_flow_control_window(1 << 24)
    ask(client, 1)
    return client


@pytest.mark.parametrize("count", [1, 2, 3, 10, 64, 100])
def test_calls_in_one_segment_are_all_answered(server, count):
    with connect(server) as client:
        for _ in range(3):
            ask(client, count)


def test_answers_that_are_ready_together_leave_together(start):
    """Not the first time, when few calls stand ready; and not where a busy machine lets the requests in one by one."""
    count, took = 40, []
    with connect(start("--queues=1")) as client:
        for _ in range(10):
            before = segments(client)
            ask(client, count)
            took.append(segments(client) - before)
    if not shares_grpc():
        assert min(took) < count / 2, took


def test_calls_on_many_connections_at_once(start):
    server = start("--queues=1")
    clients = [connect(server) for _ in range(20)]
    asked = [lookups(client, 10) for client in clients]
    for client in clients:
        client.send()
    for client, calls in zip(clients, asked, strict=True):
        answered(client, calls)
        client.socket.close()


def test_short_answers_among_long_ones(server):
    """A long answer is sent by itself; what comes before and behind it arrives in its own stream all the same."""
    batch = pb.BatchMapHttpStatusesRequest(http_statuses=[404] * 8000).SerializeToString()
    with connect(server) as client:
        before = lookups(client, 5)
        long = client.prepare(BATCH, batch)
        behind = lookups(client, 5)
        client.send()
        answered(client, before | behind)
        assert client.until(lambda: client.calls[long].ended)
        assert len(pb.BatchMapHttpStatusesResponse.FromString(client.calls[long].message).grpc_codes) == 8000


def test_an_answer_that_waits_for_its_client_holds_up_no_other(start):
    """The first of two calls may not send its message. The other one, on another connection, is answered at once."""
    server = start("--queues=1")
    with http2.Client(server, window=0) as closed, connect(server) as other:
        stuck = lookups(closed, 3)
        closed.send()
        assert closed.until(lambda: all(closed.calls[stream].headers for stream in stuck))
        ask(other, 5)
        for stream in stuck:
            closed.allow(stream)
        answered(closed, stuck)


def test_a_client_that_leaves_in_the_middle(start):
    server = start("--queues=1")
    for _ in range(20):
        client = connect(server)
        lookups(client, 50)
        client.send()
        client.socket.close()
    with connect(server) as client:
        ask(client, 10)
    assert server.stop() == 0
