"""The questions of tests/vectors/*.json, which the tests of every client ask, and the server's answers to them.

tests/vectors/make writes the files; test_vectors.py asks a server every question of the committed ones.
"""

import json
import re

import grpc
from google.protobuf import json_format

from . import harness, oracle, vector_questions

TIMEOUT = harness.CALL_TIMEOUT_S
FOLDER = harness.ROOT / "tests" / "vectors"


def file_of(method):
    """LookupStatus -> lookup_status.json"""
    return FOLDER / (re.sub(r"(?<!^)(?=[A-Z])", "_", method).lower() + ".json")


def read(method):
    return json.loads(file_of(method).read_text(encoding="ascii"))


def as_json(message):
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def error_as_json(error):
    from google.rpc import error_details_pb2, status_pb2

    status = status_pb2.Status.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    info, violations = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        # A RetryInfo would be another server's state of the moment: no vector may depend on it.
        assert detail.Unpack(info) or detail.Unpack(violations), detail.type_url
    found = {"code": error.code().name, **as_json(info)}
    found["metadata"] = dict(sorted(info.metadata.items()))  # A map has no order of its own.
    if violations.field_violations:
        found["field_violations"] = as_json(violations)["field_violations"]
    return found


def request_of(method, fields):
    from statusmap.v1 import status_map_pb2 as pb

    return json_format.ParseDict(fields, getattr(pb, f"{method}Request")())


def answer(stub, method, fields):
    """What the server makes of a question: "response" or "error"; of a stream "responses", and "error" if it ends so."""
    requests = [request_of(method, one) for one in fields] if isinstance(fields, list) else None
    responses = []
    try:
        call = getattr(stub, method)
        answered = call(iter(requests) if requests is not None else request_of(method, fields), timeout=TIMEOUT)
        if not hasattr(answered, "__next__"):
            return {"response": as_json(answered)}
        responses.extend(as_json(one) for one in answered)
    except grpc.RpcError as error:
        return ({"responses": responses} if responses else {}) | {"error": error_as_json(error)}
    return {"responses": responses}


def name_of(request):
    return " ".join(f"{field}={value}" for field, value in request.items()) or "empty"


def vector(stub, method, fields):
    # The message's own spelling of the request, so that a name and a request have one form only.
    if isinstance(fields, list):
        asked = {"requests": [as_json(request_of(method, one)) for one in fields]}
        name = "; ".join(name_of(one) for one in asked["requests"]) or "no message"
    else:
        asked = {"request": as_json(request_of(method, fields))}
        name = name_of(asked["request"])
    return {"name": name if len(name) <= 160 else f"{name[:157]}...", **asked, **answer(stub, method, fields)}


def pages(stub, method, fields):
    """A question for each page of a list."""
    token = ""
    while True:
        asked = {**fields, **({"page_token": token} if token else {})}
        yield asked
        token = answer(stub, method, asked)["response"].get("next_page_token", "")
        if not token:
            return


def questions(stub, method):
    """All questions of a method, each once."""
    seen = []
    for fields in vector_questions.QUESTIONS[method]():
        paged = isinstance(fields, dict) and fields.pop("all_pages", False)
        for asked in pages(stub, method, fields) if paged else [fields]:
            if asked not in seen:
                seen.append(asked)
                yield asked


def text_of(vectors):
    """One vector a line."""
    return "[\n" + ",\n".join(json.dumps(one, separators=(",", ":")) for one in vectors) + "\n]\n"


def write():
    stubs = harness.generate_stubs()
    from statusmap.v1 import status_map_pb2_grpc

    server = harness.Server()
    try:
        with server.channel() as channel:
            stub = status_map_pb2_grpc.StatusMapServiceStub(channel)
            for method in vector_questions.QUESTIONS:
                vectors = [vector(stub, method, fields) for fields in questions(stub, method)]
                file_of(method).write_text(text_of(vectors), encoding="ascii")
                print(f"{len(vectors):5} {file_of(method).relative_to(oracle.ROOT)}")
    finally:
        server.stop()
        stubs.cleanup()


if __name__ == "__main__":
    write()
