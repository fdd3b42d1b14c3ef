"""The vectors of the streams: message by message through the stub, and through the methods where those can ask it."""

import json
import os
from pathlib import Path

import grpc
import pytest
from google.protobuf import json_format
from statusmap import Error, FieldViolation, pb
from statusmap._errors import error_from

VECTORS = Path(os.environ["STATUSMAP_VECTORS"])
STREAM = json.loads((VECTORS / "stream_map_http_statuses.json").read_text(encoding="utf-8"))
SUMMARY = json.loads((VECTORS / "summarize_statuses.json").read_text(encoding="utf-8"))


def named(vectors):
    names = [vector["name"].encode("ascii", "backslashreplace").decode() for vector in vectors]
    return pytest.mark.parametrize("vector", vectors, ids=names)


def messages(kind, vectors):
    return [json_format.ParseDict(one, kind()) for one in vectors]


def same(requests, field):
    """What all requests name, or the first one alone; None where they differ."""
    names = [getattr(one, field) for one in requests] or [""]
    others = {"", names[0] or "google-apis"} if field == "convention" else {"", names[0]}
    return names[0] if set(names[1:]) <= others else None


def check_error(error, expected):
    assert (error.code, error.reason) == (grpc.StatusCode[expected["code"]], expected["reason"])
    assert (error.domain, dict(error.metadata)) == (expected["domain"], expected.get("metadata", {}))
    assert error.field_violations == tuple(FieldViolation(**one) for one in expected.get("field_violations", []))


def counts(requests):
    """Pairs if any request has weights, else statuses; None if some are mismatched."""
    pairs = []
    for one in requests:
        if one.weights and len(one.weights) != len(one.http_statuses):
            return None
        pairs += zip(one.http_statuses, one.weights or [1] * len(one.http_statuses), strict=True)
    return pairs if any(one.weights for one in requests) else [status for status, _ in pairs]


@named(STREAM)
def test_stream_by_messages(client, vector):
    got = []
    try:
        got.extend(
            client.stub.StreamMapHttpStatuses(iter(messages(pb.StreamMapHttpStatusesRequest, vector["requests"])))
        )
    except grpc.RpcError as error:
        check_error(error_from(error), vector["error"])
    else:
        assert "error" not in vector
        assert got == messages(pb.StreamMapHttpStatusesResponse, vector["responses"])


@named(
    [
        one
        for one in STREAM
        if same(messages(pb.StreamMapHttpStatusesRequest, one["requests"]), "convention") is not None
    ]
)
async def test_stream_by_method(client, async_client, vector):
    requests = messages(pb.StreamMapHttpStatusesRequest, vector["requests"])
    statuses = [status for one in requests for status in one.http_statuses]
    convention = same(requests, "convention")
    if "error" in vector:
        with pytest.raises(Error) as error:
            list(client.stream_map_http_statuses(statuses, convention))
        check_error(error.value, vector["error"])
        with pytest.raises(Error) as error:
            [code async for code in async_client.stream_map_http_statuses(statuses, convention)]
        check_error(error.value, vector["error"])
        return
    responses = messages(pb.StreamMapHttpStatusesResponse, vector["responses"])
    want = [code for one in responses for code in one.grpc_codes]
    for size in (1, 2, 10_000):
        asked = {"convention": convention, "chunk_size": size}
        assert list(client.stream_map_http_statuses(statuses, **asked)) == want
        assert [code async for code in async_client.stream_map_http_statuses(statuses, **asked)] == want


@named(SUMMARY)
async def test_summary(client, async_client, vector):
    requests = messages(pb.SummarizeStatusesRequest, vector["requests"])
    want = json_format.ParseDict(vector.get("response", {}), pb.SummarizeStatusesResponse())
    try:
        assert client.stub.SummarizeStatuses(iter(requests)) == want
        assert "error" not in vector
    except grpc.RpcError as error:
        check_error(error_from(error), vector["error"])
    convention, against, asked = same(requests, "convention"), same(requests, "against"), counts(requests)
    if None in (convention, against) or asked is None:
        assert "error" in vector
    elif "error" in vector:
        with pytest.raises(Error) as error:
            client.summarize_statuses(asked, convention, against=against)
        check_error(error.value, vector["error"])
        with pytest.raises(Error) as error:
            await async_client.summarize_statuses(asked, convention, against=against)
        check_error(error.value, vector["error"])
    else:
        assert client.summarize_statuses(asked, convention, against=against) == want
        assert await async_client.summarize_statuses(asked, convention, against=against) == want
