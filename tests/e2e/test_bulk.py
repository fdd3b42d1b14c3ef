"""Statuses by the million: batches, streams and summaries."""

import itertools
import os
import threading
import time

import grpc
import pytest
from statusmap.v1 import status_map_pb2 as pb
from statusmap.v1 import status_map_pb2_grpc as pb_grpc

from . import http2
from .calls import answers, details_of, fails, works
from .harness import CALL_TIMEOUT_S, eventually, memory_kb

NO_ANSWER, INVALID = 126, 127
STREAM = "/statusmap.v1.StatusMapService/StreamMapHttpStatuses"
LARGE = [("grpc.max_receive_message_length", -1)]


def stub_of(channel):
    return pb_grpc.StatusMapServiceStub(channel)


def batch(stub, statuses, convention="", timeout=CALL_TIMEOUT_S):
    request = pb.BatchMapHttpStatusesRequest(convention=convention, http_statuses=statuses)
    return stub.BatchMapHttpStatuses(request, timeout=timeout)


@pytest.fixture(scope="module")
def alone(stub):
    """What MapHttpStatus answers: the table that a batch must agree with."""
    tables = {}

    def table(convention):
        if convention not in tables:
            tables[convention] = {}
            for status in range(100, 600):
                one = stub.MapHttpStatus(pb.MapHttpStatusRequest(http_status=status, convention=convention))
                tables[convention][status] = one.grpc_code if one.HasField("grpc_code") else NO_ANSWER
        return tables[convention]

    return table


@pytest.mark.parametrize("convention", ["envoy", "google-apis", "google-api-core-python", "twirp", "grpc-go"])
def test_a_batch_agrees_with_single_answers(convention, stub, alone):
    statuses = [*range(-5, 1005), 200, 404, 200]
    response = batch(stub, statuses, convention)
    assert list(response.grpc_codes) == [alone(convention).get(status, INVALID) for status in statuses]
    single = stub.MapHttpStatus(pb.MapHttpStatusRequest(http_status=404, convention=convention))
    for field in ["convention", "answered_by", "source", "caution"]:
        assert getattr(response, field) == getattr(single, field)


@pytest.mark.parametrize("count", [0, 1, 2, 1000, 1_000_000])
def test_batches_of_any_size(count, stub, alone):
    statuses = [100 + i % 500 for i in range(count)]
    table = alone("google-apis")
    assert list(batch(stub, statuses).grpc_codes) == [table[status] for status in statuses]


@pytest.mark.parametrize("compression", [grpc.Compression.Gzip, grpc.Compression.Deflate])
def test_compressed_requests(compression, channel):
    """Read, and answered without compression."""
    request = pb.BatchMapHttpStatusesRequest(http_statuses=[404] * 10_000)
    response = stub_of(channel).BatchMapHttpStatuses(request, timeout=CALL_TIMEOUT_S, compression=compression)
    assert list(response.grpc_codes) == [5] * 10_000


def test_the_longest_request(start):
    """As many statuses as fit into 16 MiB; one more is refused, with both numbers."""
    with start().channel(*LARGE) as channel:
        stub = stub_of(channel)
        # Two bytes for each, a tag, and a length of four bytes.
        most = (16 * 2**20 - 5) // 2
        response = batch(stub, [404] * most)
        assert len(response.grpc_codes) == most
        assert set(response.grpc_codes) == {5}
        error = fails(lambda: batch(stub, [404] * (most + 1)))
        assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
        assert f"({2 * most + 7} vs. {16 * 2**20})" in error.details()
        assert list(batch(stub, [404]).grpc_codes) == [5], "the connection goes on"


def test_the_limit_is_a_flag(start):
    with start("--max_request_bytes=1024").channel() as channel:
        assert len(batch(stub_of(channel), [404] * 500).grpc_codes) == 500
        assert fails(lambda: batch(stub_of(channel), [404] * 600)).code() == grpc.StatusCode.RESOURCE_EXHAUSTED


# --- streams ---------------------------------------------------------------------------------------------------------


def chunks_of(*chunks, convention=""):
    for i, statuses in enumerate(chunks):
        yield pb.StreamMapHttpStatusesRequest(convention=convention if i == 0 else "", http_statuses=statuses)


def test_each_chunk_has_its_answer(channel):
    asked = [[200], [], [404, 429, 7], [*range(100, 600)]]
    responses = list(stub_of(channel).StreamMapHttpStatuses(chunks_of(*asked, convention="envoy"), timeout=20))
    assert [len(one.grpc_codes) for one in responses] == [len(one) for one in asked]
    assert list(responses[2].grpc_codes) == [12, 14, INVALID]
    assert [one.answered for one in responses] == [1, 1, 4, 504]
    assert [one.convention for one in responses] == ["envoy", "", "", ""]


def test_answers_come_while_the_stream_is_open(channel):
    """A chunk is answered before the next one is sent, and the client may take its time."""
    asked, go_on = [[404], [503, 503], []], threading.Event()

    def requests():
        for one in chunks_of(*asked):
            yield one
            assert go_on.wait(CALL_TIMEOUT_S)
            go_on.clear()

    responses = stub_of(channel).StreamMapHttpStatuses(requests(), timeout=CALL_TIMEOUT_S)
    for chunk in asked:
        assert len(next(responses).grpc_codes) == len(chunk)
        go_on.set()
    assert list(responses) == []


def frugal(start):
    """A server whose memory says something: AddressSanitizer would keep what was freed."""
    return start(ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1")


def test_many_chunks_in_little_memory(start):
    """A long stream costs the server what a short one does."""
    server = frugal(start)
    with server.channel() as channel:
        stub = stub_of(channel)
        request = pb.StreamMapHttpStatusesRequest(http_statuses=[404] * 1000)

        def run(chunks):
            responses = stub.StreamMapHttpStatuses(itertools.repeat(request, chunks), timeout=100)
            return max(one.answered for one in responses)

        assert run(50) == 50_000
        before = memory_kb(server.process, "VmRSS")
        assert run(3000) == 3_000_000
        assert memory_kb(server.process, "VmRSS") - before < 8 * 1024


def test_who_does_not_read_is_not_read_from(start):
    """The client's window for replies is closed: the server stops reading, so its memory is bounded, and goes on later."""
    server = start()
    statuses = b"\x94\x03" * 8000
    message = b"\x12" + varint(len(statuses)) + statuses
    with http2.Client(server, window=0) as client:
        assert client.until(lambda: client.acknowledged)
        before = memory_kb(server.process, "VmRSS")
        stream = client.start(STREAM, message, end=False)
        sent = 1
        began = time.monotonic()
        while time.monotonic() - began < 3 and client.more(stream, message, timeout=0.5):
            sent += 1
        assert 1 < sent < 1000, "the server reads as much as its window, and no more"
        assert memory_kb(server.process, "VmRSS") - before < 16 * 1024
        assert answers(server), "other connections are served"


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def test_a_deadline_in_the_middle(channel):
    """The last response says how much was answered."""
    seen = []

    def requests():
        yield from chunks_of([404] * 10, [200] * 5)
        threading.Event().wait(5)

    responses = stub_of(channel).StreamMapHttpStatuses(requests(), timeout=1)
    with pytest.raises(grpc.RpcError) as error:
        seen.extend(responses)
    assert error.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    assert seen[-1].answered == 15


def test_a_cancelled_stream_leaves_nothing(start):
    server = start("--max_calls_in_flight=1")
    with server.channel() as channel:
        for _ in range(20):
            call = stub_of(channel).StreamMapHttpStatuses(waiting([404]), timeout=CALL_TIMEOUT_S)
            assert next(call).answered == 1
            call.cancel()
            assert eventually(lambda: works(channel))
    assert server.stop() == 0


def waiting(*chunks):
    """Chunks, and then nothing: the stream stays open until the call ends."""
    yield from chunks_of(*chunks)
    threading.Event().wait(CALL_TIMEOUT_S)


def test_a_drain_tells_streams_how_much_they_got(start):
    server = start("--drain_timeout=20s")
    with server.channel() as channel:
        call = stub_of(channel).StreamMapHttpStatuses(waiting([404] * 3, [200]), timeout=CALL_TIMEOUT_S)
        assert [next(call).answered for _ in range(2)] == [3, 4]
        server.signal()
        error = fails(lambda: list(call))
    assert error.code() == grpc.StatusCode.UNAVAILABLE
    info, _ = details_of(error)
    assert info.reason == "SERVER_DRAINING"
    assert info.metadata["answered"] == "4"
    code, took = server.wait()
    assert code == 0
    assert took < 10


def test_streams_count_as_calls(start):
    server = start("--max_calls_in_flight=1")
    with server.channel() as channel:
        call = stub_of(channel).StreamMapHttpStatuses(waiting([404]), timeout=CALL_TIMEOUT_S)
        next(call)
        error = fails(lambda: list(stub_of(channel).StreamMapHttpStatuses(chunks_of([404]), timeout=CALL_TIMEOUT_S)))
        assert details_of(error)[0].reason == "TOO_MANY_CALLS"
        call.cancel()
        assert eventually(lambda: works(channel))


def test_bytes_that_are_no_chunk(channel):
    call = channel.stream_stream(STREAM)
    error = fails(lambda: list(call(iter([b"\x12\x02\x94\x03", b"\xff"]), timeout=CALL_TIMEOUT_S)))
    assert details_of(error)[0].reason == "REQUEST_MALFORMED"


# --- summaries -------------------------------------------------------------------------------------------------------


def summarize(stub, *requests, timeout=CALL_TIMEOUT_S):
    return stub.SummarizeStatuses(iter([pb.SummarizeStatusesRequest(**one) for one in requests]), timeout=timeout)


def test_a_summary_agrees_with_single_answers(channel, stub, alone):
    statuses = [*range(100, 600), 404, 404, 503, 0, 7, 600]
    answer = summarize(
        stub_of(channel), {"convention": "google-api-core-python", "against": "envoy", "http_statuses": statuses}
    )
    ours, theirs = alone("google-api-core-python"), alone("envoy")
    valid = [status for status in statuses if 100 <= status <= 599]
    assert (answer.total, answer.valid, answer.invalid) == (506, 503, 3)
    assert list(answer.invalid_examples) == [0, 7, 600]
    assert {one.http_status: one.count for one in answer.statuses} == {s: valid.count(s) for s in valid}
    for one in answer.grpc_codes:
        code = one.grpc_code if one.HasField("grpc_code") else NO_ANSWER
        assert one.count == sum(ours[status] == code for status in valid)
        assert one.share == pytest.approx(one.count / 503)
    assert answer.impact.changed == sum(ours[status] != theirs[status] for status in valid)
    assert sum(one.count for one in answer.impact.changes) == answer.impact.changed
    verdicts = {}
    for status in valid:
        for one in stub.ClassifyStatus(pb.ClassifyStatusRequest(http_status=status)).verdicts:
            if one.question in {"span_status_client", "span_status_server", "upstream_failure_proxy"}:
                count = verdicts.setdefault((one.by, one.question), [0, 0])
                count[0] += one.answer == "error"
                count[1] += one.answer == "error_if_named"
    assert {(one.by, one.question): [one.count, one.if_named] for one in answer.errors} == verdicts


def test_weights_stand_for_repetitions(channel):
    stub = stub_of(channel)
    one = summarize(stub, {"http_statuses": [200, 404, 600], "weights": [3, 2, 1], "against": "envoy"})
    many = summarize(stub, {"http_statuses": [200, 404], "against": "envoy"}, {"http_statuses": [200, 404, 200, 600]})
    assert one == many


def test_a_summary_of_ten_million(start):
    """In chunks, with a memory that does not grow."""
    server = frugal(start)
    with server.channel() as channel:
        request = pb.SummarizeStatusesRequest(http_statuses=[200] * 99_990 + [404] * 10)
        stub = stub_of(channel)
        assert stub.SummarizeStatuses(itertools.repeat(request, 3), timeout=60).total == 300_000
        before = memory_kb(server.process, "VmRSS")
        answer = stub.SummarizeStatuses(itertools.repeat(request, 100), timeout=100)
        assert answer.total == 10_000_000
        assert answer.statuses[1].count == 1000
        assert memory_kb(server.process, "VmRSS") - before < 16 * 1024


def test_a_drain_lets_a_summary_end(start):
    server = start("--drain_timeout=20s")
    with server.channel() as channel:
        go_on = threading.Event()

        def requests():
            yield pb.SummarizeStatusesRequest(http_statuses=[404])
            assert go_on.wait(CALL_TIMEOUT_S)
            yield pb.SummarizeStatusesRequest(http_statuses=[200])

        call = stub_of(channel).SummarizeStatuses.future(requests(), timeout=CALL_TIMEOUT_S)
        time.sleep(0.2)  # for the first chunk to arrive
        assert server.process.poll() is None
        server.signal()
        time.sleep(0.3)
        go_on.set()
        assert call.result().total == 2
    assert server.wait()[0] == 0
