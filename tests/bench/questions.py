"""The questions that the benchmarks ask, as bytes, and the check that servers answer them alike.

The right answers are those of the server that is measured, which the tests hold against the sources. What two of them must
say is written here all the same, so that the benchmarks do not compare errors.
"""

import struct
import sys
from dataclasses import dataclass
from pathlib import Path

import grpc

from bench.settings import ROOT

sys.path.insert(0, str(ROOT / "client/python/src"))
from statusmap.v1 import status_map_pb2 as pb

SERVICE = "/statusmap.v1.StatusMapService/"
CALL_TIMEOUT_S = 20
START_TIMEOUT_S = 30
RESPONSES = {"LookupStatus": pb.LookupStatusResponse, "MapHttpStatus": pb.MapHttpStatusResponse}
RESOURCE_EXHAUSTED = 8


class AnswerError(Exception):
    """A server did not say what it must."""


@dataclass(frozen=True)
class Question:
    method: str
    request: bytes

    @property
    def path(self) -> str:
        return SERVICE + self.method

    @property
    def frame(self) -> bytes:
        """As it travels in a DATA frame."""
        return framed(self.request)

    def read(self, response: bytes):
        return RESPONSES[self.method].FromString(response)


def framed(message: bytes) -> bytes:
    """Not compressed, the length, the message."""
    return struct.pack(">BI", 0, len(message)) + message


def lookup(code: int) -> Question:
    return Question("LookupStatus", pb.LookupStatusRequest(http_status=code).SerializeToString())


def mapping(code: int, convention: str = "") -> Question:
    request = pb.MapHttpStatusRequest(http_status=code, convention=convention)
    return Question("MapHttpStatus", request.SerializeToString(deterministic=True))


# What the unary cases ask: a mapping with a handful of strings, and a record, which is the largest unary answer.
MAP, LOOKUP = mapping(429), lookup(404)
ASKED = (MAP, LOOKUP)


class Client:
    """A real gRPC client, over a connection of its own."""

    def __init__(self, address: str):
        options = [("grpc.use_local_subchannel_pool", 1), ("grpc.enable_http_proxy", 0)]
        self._channel = grpc.insecure_channel(address, options=options)

    def __enter__(self):
        grpc.channel_ready_future(self._channel).result(START_TIMEOUT_S)
        return self

    def __exit__(self, *_):
        self._channel.close()

    def ask(self, question: Question) -> bytes:
        return self._channel.unary_unary(question.path)(question.request, timeout=CALL_TIMEOUT_S)


def known(client: Client) -> dict[Question, bytes]:
    """Every question that some benchmark may ask, and its answer."""
    answers = {}
    for code in range(100, 600):
        for question in (lookup(code), mapping(code), mapping(code, "envoy")):
            try:
                answers[question] = client.ask(question)
            except grpc.RpcError as error:
                # What no source knows, or what the convention has no answer for.
                if error.code() is not grpc.StatusCode.NOT_FOUND:
                    raise
    phrase = LOOKUP.read(answers[LOOKUP]).status.registration.reason_phrase
    code = MAP.read(answers[MAP]).grpc_code
    if (phrase, code) != ("Not Found", RESOURCE_EXHAUSTED):
        raise AnswerError(f"404 is {phrase!r}, 429 becomes {code}")
    return answers


def check(client: Client, name: str, right: dict[Question, bytes]) -> None:
    """Asks all of these; the same message in other bytes is right too."""
    for question, answer in right.items():
        said = client.ask(question)
        if said != answer and question.read(said) != question.read(answer):
            raise AnswerError(f"{name} answers {question.method}({question.request.hex()}) otherwise")


def write(answers: dict[Question, bytes], path: Path) -> None:
    """For the baselines: method, request and response of each, each with its length in four bytes in front."""
    with path.open("wb") as file:
        for question, answer in answers.items():
            for part in (question.method.encode(), question.request, answer):
                file.write(struct.pack(">I", len(part)) + part)
