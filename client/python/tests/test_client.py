"""What the clients add to the stubs: channels, errors, pages, arguments."""

import subprocess
from datetime import UTC, datetime, timedelta, timezone

import grpc
import pytest
import statusmap
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2
from statusmap import AsyncClient, Client, Error, pb

CODE = grpc.StatusCode


# --- channels ---


def test_channel_of_the_callers(server, answers):
    with grpc.insecure_channel(server.address) as channel:
        with Client.from_channel(channel, timeout=20) as client:
            assert answers(client)
        assert answers(client), "closing the client left the channel open"


async def test_channel_of_the_callers_with_asyncio(server):
    async with grpc.aio.insecure_channel(server.address) as channel:
        async with AsyncClient.from_channel(channel, timeout=20) as client:
            await client.lookup_status(404)
        await client.lookup_status(404)


async def test_tls(serve, tmp_path, answers, fake):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run(
        ["openssl", "req", *kind, *subject, "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    pair = (key.read_bytes(), certificate.read_bytes())
    port = serve(fake(), grpc.ssl_server_credentials([pair]))
    trusted = grpc.ssl_channel_credentials(certificate.read_bytes())
    with Client(f"localhost:{port}", credentials=trusted, timeout=10) as client:
        assert answers(client)
    async with AsyncClient(f"localhost:{port}", credentials=trusted, timeout=10) as client:
        assert (await client.lookup_status(404)).status.http_status == 404
    with Client(f"localhost:{port}", credentials=grpc.ssl_channel_credentials(), timeout=5) as client:
        assert not answers(client), "an unknown authority is not trusted"


# --- errors ---


def packed(message):
    detail = any_pb2.Any()
    detail.Pack(message)
    return detail


def test_details_of_others(serve, fake):
    """A mesh in between has its own domain, and a busy server says when to come back."""
    status = status_pb2.Status(code=8, message="not now")
    status.details.append(packed(error_details_pb2.ErrorInfo(reason="QUOTA", domain="mesh", metadata={"a": "b"})))
    status.details.append(packed(error_details_pb2.RetryInfo(retry_delay={"seconds": 1, "nanos": 500_000_000})))
    status.details.append(packed(error_details_pb2.Help()))
    service = fake(1, CODE.RESOURCE_EXHAUSTED, status.SerializeToString())
    with Client(f"127.0.0.1:{serve(service)}") as client, pytest.raises(Error) as error:
        client.lookup_status(404)
    found = error.value
    assert (found.code, found.message, found.reason, found.domain) == (
        CODE.RESOURCE_EXHAUSTED,
        "not now",
        "QUOTA",
        "mesh",
    )
    assert dict(found.metadata) == {"a": "b"}
    assert found.retry_delay == timedelta(seconds=1.5)


def test_details_that_do_not_parse(serve, fake):
    with Client(f"127.0.0.1:{serve(fake(1, CODE.INTERNAL, b'?????'))}") as client, pytest.raises(Error) as error:
        client.lookup_status(404)
    assert (error.value.code, error.value.message, error.value.reason) == (CODE.INTERNAL, "not now", "")


# --- pages and arguments ---


@pytest.mark.parametrize("page_size", [0, 1, 7, 200])
def test_lists_follow_their_pages(client, page_size):
    statuses = [one.http_status for one in client.list_statuses(page_size=page_size)]
    assert statuses == sorted(set(statuses))
    assert len(statuses) == client.call(client.stub.ListStatuses, pb.ListStatusesRequest()).total_size > 50
    ids = [one.id for one in client.list_conventions(page_size=page_size)]
    assert ids == sorted(set(ids))
    assert len(ids) == client.call(client.stub.ListConventions, pb.ListConventionsRequest()).total_size > 50


async def test_lists_follow_their_pages_with_asyncio(client, async_client):
    statuses = [one async for one in async_client.list_statuses(page_size=7, origin=pb.ORIGIN_VENDOR)]
    assert statuses == list(client.list_statuses(origin=pb.ORIGIN_VENDOR))
    assert len(statuses) == 42
    direction = pb.DIRECTION_GRPC_TO_HTTP
    conventions = [one async for one in async_client.list_conventions(page_size=7, direction=direction)]
    assert conventions == list(client.list_conventions(direction=direction))


def test_lists_do_not_go_in_circles(serve, fake):
    with Client(f"127.0.0.1:{serve(fake())}") as client, pytest.raises(RuntimeError, match="twice"):
        list(client.list_statuses())


def test_codes_of_grpc(client):
    assert client.map_grpc_code(CODE.NOT_FOUND) == client.map_grpc_code(5)
    assert client.advise_retry(grpc_code=CODE.UNAVAILABLE) == client.advise_retry(grpc_code=14)
    assert statusmap.status_code_of(client.map_http_status(429)) is CODE.RESOURCE_EXHAUSTED
    assert statusmap.status_code_of(pb.MapHttpStatusResponse()) is None
    assert statusmap.status_code_of(pb.MapHttpStatusResponse(grpc_code=0)) is CODE.OK


def test_time_of_receipt(client):
    date = "Sun, 06 Nov 1994 08:49:37 GMT"
    for received in (
        datetime(1994, 11, 6, 8, 49, 30, tzinfo=UTC),
        datetime(1994, 11, 6, 9, 49, 30, tzinfo=timezone(timedelta(hours=1))),
    ):
        advice = client.advise_retry(503, method="GET", retry_after=date, received_at=received)
        assert advice.delay.minimum.ToTimedelta() == timedelta(seconds=7)
    with pytest.raises(ValueError, match="time zone"):
        client.advise_retry(503, retry_after=date, received_at=datetime(1994, 11, 6))


def test_arguments_without_a_form(client):
    with pytest.raises(ValueError, match=r"range|bounds|too large"):
        client.lookup_status(2**31)
    with pytest.raises(TypeError):
        client.lookup_status("404")
