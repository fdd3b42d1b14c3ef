"""CompareConventions over the wire, against the independent reader of the CSV files."""

import grpc
import pytest
from statusmap.v1 import status_map_pb2 as pb

from . import oracle
from .calls import details_of
from .oracle import GRPC_TO_HTTP, HTTP_TO_GRPC

PAIRS = [
    ("envoy", "grpc-gateway"),
    ("envoy", "kratos"),
    ("gax-java", "google-rpc-code"),
    ("google-apis", "twirp"),
    ("grpc-go", "grpc-gateway"),
    ("grpc-gateway", "grpc-go"),
    ("grpc-core", "envoy"),
    ("google-api-core-python", "google-cloud-ruby"),
]


def answer(convention, direction, code):
    return oracle.all_answers(direction, code)[oracle.speaker_of(convention, direction)]


def maps(convention, direction):
    return convention in oracle.askable(direction)


def code_in(message, field):
    return getattr(message, field) if message.HasField(field) else None


def groups_of(direction, code):
    groups = {}
    for convention, given in oracle.all_answers(direction, code).items():
        groups.setdefault(given, []).append(convention)
    return groups


@pytest.mark.parametrize("code", [*range(100, 600, 25), 404, 418, 429, 431, 499, 504, 599])
def test_on_an_http_status(stub, code):
    comparison = stub.CompareConventions(pb.CompareConventionsRequest(http_status=code)).by_http_status
    assert comparison.http_status == code
    groups = {code_in(group, "grpc_code"): list(group.conventions) for group in comparison.answers}
    assert groups == groups_of(HTTP_TO_GRPC, code)
    counts = [group.count for group in comparison.answers]
    assert counts == sorted(counts, reverse=True)
    assert [school.id for school in comparison.schools] == [
        "intermediary",
        "translation",
    ]


@pytest.mark.parametrize("code", [*range(17), 17, 2**31 - 1])
def test_on_a_grpc_code(stub, code):
    comparison = stub.CompareConventions(pb.CompareConventionsRequest(grpc_code=code)).by_grpc_code
    assert (comparison.grpc_code, comparison.grpc_code_name) == (
        code,
        oracle.GRPC_NAMES.get(code, ""),
    )
    groups = {code_in(group, "http_status"): list(group.conventions) for group in comparison.answers}
    assert groups == groups_of(GRPC_TO_HTTP, code)


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda name: name)
def test_pair(stub, one, other):
    request = pb.CompareConventionsRequest(convention=one, other_convention=other)
    pair = stub.CompareConventions(request).by_pair
    assert (pair.convention, pair.other_convention) == (one, other)
    assert pair.HasField("http_differences") == (maps(one, HTTP_TO_GRPC) and maps(other, HTTP_TO_GRPC))
    assert pair.HasField("grpc_differences") == (maps(one, GRPC_TO_HTTP) and maps(other, GRPC_TO_HTTP))
    if pair.HasField("http_differences"):
        expected = {code: tuple(answer(name, HTTP_TO_GRPC, code) for name in (one, other)) for code in range(100, 600)}
        assert {
            d.http_status: (code_in(d, "grpc_code"), code_in(d, "other_grpc_code"))
            for d in pair.http_differences.differences
        } == {code: answers for code, answers in expected.items() if answers[0] != answers[1]}
        assert pair.http_differences.compared == 500
    assert pair.HasField("http_round_trip") == (maps(one, HTTP_TO_GRPC) and maps(other, GRPC_TO_HTTP))
    if pair.HasField("http_round_trip"):
        check_trip(pair.http_round_trip, one, other, HTTP_TO_GRPC, range(100, 600))
    assert pair.HasField("grpc_round_trip") == (maps(one, GRPC_TO_HTTP) and maps(other, HTTP_TO_GRPC))
    if pair.HasField("grpc_round_trip"):
        check_trip(pair.grpc_round_trip, one, other, GRPC_TO_HTTP, range(17))


def check_trip(trip, one, other, direction, codes):
    start, via, returned = (
        ("http_status", "via_grpc_code", "returned_http_status")
        if direction == HTTP_TO_GRPC
        else ("grpc_code", "via_http_status", "returned_grpc_code")
    )
    back = GRPC_TO_HTTP if direction == HTTP_TO_GRPC else HTTP_TO_GRPC
    lost = {}
    for code in codes:
        there = answer(one, direction, code)
        home = None if there is None else answer(other, back, there)
        if home != code:
            lost[code] = (there, home)
    assert {getattr(loss, start): (code_in(loss, via), code_in(loss, returned)) for loss in trip.lost} == lost
    assert (trip.sent, trip.kept) == (len(codes), len(codes) - len(lost))


# fmt: off
REFUSED = [
    # request                                                     reason                       field
    ({},                                                          "FIELD_MISSING",             "http_status"),
    ({"http_status": 404, "grpc_code": 5},                        "QUESTION_AMBIGUOUS",        "http_status"),
    ({"http_status": 404, "convention": "envoy"},                 "QUESTION_AMBIGUOUS",        "http_status"),
    ({"http_status": 99},                                         "HTTP_STATUS_OUT_OF_RANGE",  "http_status"),
    ({"http_status": 600},                                        "HTTP_STATUS_OUT_OF_RANGE",  "http_status"),
    ({"grpc_code": -1},                                           "GRPC_CODE_NEGATIVE",        "grpc_code"),
    ({"convention": "envoi"},                                     "CONVENTION_UNKNOWN",        "convention"),
    ({"convention": "envoy", "other_convention": "envoi"},        "CONVENTION_UNKNOWN",        "other_convention"),
]
# fmt: on


@pytest.mark.parametrize(("fields", "reason", "field"), REFUSED, ids=str)
def test_refused(stub, fields, reason, field):
    with pytest.raises(grpc.RpcError) as error:
        stub.CompareConventions(pb.CompareConventionsRequest(**fields))
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    info, details = details_of(error.value)
    assert info.reason == reason
    assert details["BadRequest"].field_violations[0].field == field
