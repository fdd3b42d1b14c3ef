"""Every vector, by both clients: through their methods where those can ask it, else through `call`."""

import json
import os
import re
from pathlib import Path

import grpc
import pytest
from google.protobuf import json_format
from statusmap import Error, FieldViolation, pb

VECTORS = Path(os.environ["STATUSMAP_VECTORS"])
METHODS = set(pb.DESCRIPTOR.services_by_name["StatusMapService"].methods_by_name)
# A method has to be told what it asks about; the lists follow the pages by themselves.
REQUIRED = {
    "LookupStatus": {"http_status"},
    "ClassifyStatus": {"http_status"},
    "MapHttpStatus": {"http_status"},
    "MapGrpcCode": {"grpc_code"},
    "SearchStatuses": {"query"},
    "AdviseRetry": set(),
    "CompareConventions": set(),
    "BatchMapHttpStatuses": {"http_statuses"},
}
STREAMS = {"StreamMapHttpStatuses", "SummarizeStatuses"}  # test_stream_vectors.py


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def load():
    for method in sorted(METHODS - STREAMS):
        for vector in json.loads((VECTORS / f"{snake(method)}.json").read_text(encoding="utf-8")):
            yield method, vector


CASES = list(load())
IDS = [f"{method} {vector['name']}".encode("ascii", "backslashreplace").decode() for method, vector in CASES]


def parsed(method, kind, fields):
    return json_format.ParseDict(fields, getattr(pb, f"{method}{kind}")())


def ask(client, method, request):
    """The answer, or the coroutine that gives it."""
    fields = {field.name: value for field, value in request.ListFields()}
    if method in REQUIRED and fields.keys() >= REQUIRED[method]:
        return getattr(client, snake(method))(**fields)
    return client.call(getattr(client.stub, method), request)


def check_error(error, expected):
    assert error.code is grpc.StatusCode[expected["code"]]
    assert error.reason == expected["reason"]
    assert error.domain == expected["domain"]
    assert dict(error.metadata) == expected.get("metadata", {})
    assert error.field_violations == tuple(FieldViolation(**one) for one in expected.get("field_violations", []))
    assert error.retry_delay is None
    assert isinstance(error.__cause__, grpc.RpcError)


def test_there_are_vectors_for_all():
    assert {method for method, _ in CASES} == METHODS - STREAMS
    assert len(CASES) > 2000


@pytest.mark.parametrize(("method", "vector"), CASES, ids=IDS)
def test_vector(client, method, vector):
    request = parsed(method, "Request", vector["request"])
    if "response" in vector:
        assert ask(client, method, request) == parsed(method, "Response", vector["response"])
    else:
        with pytest.raises(Error) as error:
            ask(client, method, request)
        check_error(error.value, vector["error"])


@pytest.mark.parametrize("method", sorted(METHODS - STREAMS))
async def test_vectors_with_asyncio(async_client, method):
    asked = 0
    for vector in [vector for of, vector in CASES if of == method]:
        request = parsed(method, "Request", vector["request"])
        if "response" in vector:
            assert await ask(async_client, method, request) == parsed(method, "Response", vector["response"])
        else:
            with pytest.raises(Error) as error:
                await ask(async_client, method, request)
            check_error(error.value, vector["error"])
        asked += 1
    assert asked
