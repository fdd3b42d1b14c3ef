"""The vectors of tests/vectors: the server answers them as they say, and they leave nothing out."""

import re

import pytest

from . import harness, oracle, vector_questions, vectors

METHODS = list(vector_questions.QUESTIONS)
CONTRACT = (harness.PROTO / "statusmap/v1/status_map.proto").read_text(encoding="utf-8")
# A typed client cannot send bytes that are no message, JSON has no form for an invalid Timestamp, and a full server
# would not answer the same twice. Other tests have these (test_errors.py, test_limits.py).
NOT_IN_VECTORS = {"REQUEST_MALFORMED", "RECEIVED_AT_INVALID", "TOO_MANY_CALLS", "SERVER_DRAINING"}
MAX_BYTES = 2_600_000
SHAPES = (
    {"name", "request", "response"},
    {"name", "request", "error"},
    {"name", "requests", "response"},
    {"name", "requests", "responses"},
    {"name", "requests", "responses", "error"},
    {"name", "requests", "error"},
)


def requests(method, key="response"):
    return [one["request"] for one in vectors.read(method) if key in one]


@pytest.mark.parametrize("method", METHODS)
def test_committed_vectors_are_the_servers_answers(method, stub, record_property):
    fresh = [vectors.vector(stub, method, fields) for fields in vectors.questions(stub, method)]
    committed = vectors.read(method)
    assert not [one["name"] for one in fresh if one not in committed], "tests/vectors/make renews the vectors"
    assert vectors.file_of(method).read_text(encoding="ascii") == vectors.text_of(fresh)
    record_property("vectors", len(fresh))


@pytest.mark.parametrize("method", METHODS)
def test_vectors_are_well_formed(method):
    read = vectors.read(method)
    assert read
    for one in read:
        assert set(one) in SHAPES
        if "error" in one:
            assert {"code", "reason", "domain"} <= set(one["error"])
            assert one["error"]["domain"] == "statusmap.v1"
    names = [one["name"] for one in read]
    assert sorted(names) == sorted(set(names))


def test_every_method_has_vectors():
    assert re.findall(r"^  rpc (\w+)\(", CONTRACT, re.MULTILINE) == METHODS
    assert {vectors.file_of(method) for method in METHODS} == {*vectors.FOLDER.glob("*.json")}


def test_every_reason_is_in_the_vectors():
    in_contract = set(re.findall(r"^//       ([A-Z_]+) +[A-Z_]+  ", CONTRACT, re.MULTILINE))
    reasons = {one["error"]["reason"] for method in METHODS for one in vectors.read(method) if "error" in one}
    assert reasons == in_contract - NOT_IN_VECTORS
    assert in_contract >= NOT_IN_VECTORS


def test_every_row_of_the_vendor_is_in_the_vectors():
    answers = [one["response"]["status"] for one in vectors.read("LookupStatus") if "response" in one]
    rows = {one["http_status"]: one["vendor"] for one in answers if "vendor" in one}
    assert len(oracle.VENDOR) == 42
    assert {code: (row["message"], row["description"]) for code, row in rows.items()} == {
        code: (row["message"], row["description"]) for code, row in oracle.VENDOR.items()
    }


def test_whole_conventions_are_in_the_vectors():
    http = {(one.get("convention"), one["http_status"]) for one in requests("MapHttpStatus")}
    grpc = {(one.get("convention"), one["grpc_code"]) for one in requests("MapGrpcCode")}
    assert len(vector_questions.WHOLE_HTTP_TO_GRPC) == len(vector_questions.WHOLE_GRPC_TO_HTTP) == 3
    assert http >= {(name, code) for name in vector_questions.WHOLE_HTTP_TO_GRPC for code in range(100, 600)}
    assert grpc >= {(name, code) for name in vector_questions.WHOLE_GRPC_TO_HTTP for code in range(17)}


def test_every_convention_is_in_the_vectors():
    for method, direction in (("MapHttpStatus", oracle.HTTP_TO_GRPC), ("MapGrpcCode", oracle.GRPC_TO_HTTP)):
        assert {one["convention"] for one in requests(method) if "convention" in one} == set(oracle.askable(direction))


@pytest.mark.parametrize(("method", "items"), [("ListStatuses", "statuses"), ("ListConventions", "conventions")])
def test_pages_are_in_the_vectors(method, items):
    """From the first page the tokens lead through the whole list."""
    answers = {str(one["request"]): one["response"] for one in vectors.read(method) if "response" in one}
    walks = 0
    for one in [one for one in requests(method) if "page_token" not in one and one.get("page_size", 50) > 1]:
        found, page = [], answers[str(one)]
        while token := page.get("next_page_token"):
            found += page[items]
            page = next(answer for asked, answer in answers.items() if f"'page_token': '{token}'" in asked)
        found += page.get(items, [])
        assert len(found) == page.get("total_size", 0)
        walks += len(found) > len(page.get(items, []))
    assert walks > 1


def test_vectors_are_small():
    assert sum(vectors.file_of(method).stat().st_size for method in METHODS) < MAX_BYTES
