"""Many threads at a time: every answer belongs to its question."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from statusmap.v1 import status_map_pb2 as pb
from statusmap.v1 import status_map_pb2_grpc as pb_grpc

from . import oracle
from .harness import CALL_TIMEOUT_S

THREADS = 20
CALLS = 200


def questions(thread):
    """(convention, http status, expected gRPC code) for one thread: no two threads ask the same in the same order."""
    conventions = oracle.askable(oracle.HTTP_TO_GRPC)
    for i in range(CALLS):
        convention = conventions[(thread * 7 + i) % len(conventions)]
        code = 100 + (thread * 53 + i * 37) % 500
        speaker = oracle.speaker_of(convention, oracle.HTTP_TO_GRPC)
        yield convention, code, oracle.answer(speaker, oracle.HTTP_TO_GRPC, code).code


def work(channel, thread):
    """The number of right answers."""
    stub = pb_grpc.StatusMapServiceStub(channel)
    right = 0
    for i, (convention, code, expected) in enumerate(questions(thread)):
        request = pb.MapHttpStatusRequest(http_status=code, convention=convention)
        if i % 4 == 3:
            answer = stub.ClassifyStatus(pb.ClassifyStatusRequest(http_status=code), timeout=CALL_TIMEOUT_S)
            assert (answer.http_status, answer.treated_as) == (code, oracle.treated_as(code))
        else:
            answer = stub.MapHttpStatus(request, timeout=CALL_TIMEOUT_S)
            got = answer.grpc_code if answer.HasField("grpc_code") else None
            assert (answer.http_status, answer.convention, got) == (code, convention, expected)
        right += 1
    return right


@pytest.mark.parametrize("connections", [1, THREADS])
@pytest.mark.parametrize("queues", [0, 1, 4])
def test_threads(queues, connections, start):
    server = start(f"--queues={queues}")
    channels = [server.channel() for _ in range(connections)]
    with ThreadPoolExecutor(THREADS) as pool:
        right = list(pool.map(lambda thread: work(channels[thread % connections], thread), range(THREADS)))
    assert right == [CALLS] * THREADS
    for channel in channels:
        channel.close()
    assert server.stop() == 0


def test_connections_that_come_and_go(start):
    server = start()
    for thread in range(100):
        with server.channel() as channel:
            stub = pb_grpc.StatusMapServiceStub(channel)
            answer = stub.LookupStatus(pb.LookupStatusRequest(http_status=404), timeout=CALL_TIMEOUT_S)
            assert answer.status.http_status == 404, thread
    assert server.stop() == 0
