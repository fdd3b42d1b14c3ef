"""The questions of the cases in bulk: packed statuses, and how many bytes their answers have."""

import itertools
import random

import grpc

from bench import questions
from bench.questions import SERVICE, AnswerError, framed, pb
from bench.servers import Server

CONVENTION = "envoy"
UNKNOWN_FIELD = b"\x78\x00"  # number 15, a varint, 0
UNLIMITED = [
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.enable_http_proxy", 0),
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
]


def statuses(count: int) -> list[int]:
    """Every status is as likely as any other, in no order that a processor could guess."""
    return random.Random(count).choices(range(100, 600), k=count)


def codes(server: Server, asked: list[int]) -> list[int]:
    """What the unary method says of each: the right answers."""
    with questions.Client(server.address) as client:
        table = {}
        for status in range(100, 600):
            question = questions.mapping(status, CONVENTION)
            table[status] = question.read(client.ask(question)).grpc_code
    return [table[status] for status in asked]


def batch(asked: list[int]) -> bytes:
    return pb.BatchMapHttpStatusesRequest(convention=CONVENTION, http_statuses=asked).SerializeToString()


def batch_for_generated_code(asked: list[int]) -> bytes:
    """The same request with a field that the contract does not have: our server leaves such a message to generated code, and
    answers with the same bytes."""
    return batch(asked) + UNKNOWN_FIELD


def ask_batch(server: Server, request: bytes, right: list[int]) -> bytes:
    """The answer as bytes, if it is right."""
    with grpc.insecure_channel(server.address, options=UNLIMITED) as channel:
        said = channel.unary_unary(SERVICE + "BatchMapHttpStatuses")(request, timeout=60)
    if list(pb.BatchMapHttpStatusesResponse.FromString(said).grpc_codes) != right:
        raise AnswerError(f"{server.name} answers a batch of {len(right)} otherwise than one by one")
    return said


def chunks(asked: list[int], count: int) -> list[bytes]:
    """The messages of a stream that asks the same so often."""
    request = pb.StreamMapHttpStatusesRequest(convention=CONVENTION, http_statuses=asked).SerializeToString()
    return list(itertools.repeat(request, count))


def ask_stream(server: Server, messages: list[bytes], right: list[int]) -> list[bytes]:
    """The answers as bytes, if they are right."""
    with grpc.insecure_channel(server.address, options=UNLIMITED) as channel:
        said = list(channel.stream_stream(SERVICE + "StreamMapHttpStatuses")(iter(messages), timeout=120))
    for number, answer in enumerate(map(pb.StreamMapHttpStatusesResponse.FromString, said), start=1):
        if list(answer.grpc_codes) != right or answer.answered != number * len(right):
            raise AnswerError(f"{server.name} answers chunk {number} of a stream otherwise than one by one")
    if len(said) != len(messages):
        raise AnswerError(f"{server.name} answers {len(said)} of {len(messages)} chunks")
    return said


def body(messages: list[bytes]) -> bytes:
    """Several messages of a stream as the DATA of one request."""
    return b"".join(map(framed, messages))
