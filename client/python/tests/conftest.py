"""The real server. STATUSMAP_BUILD names the build directory; STATUSMAP_VECTORS the folder of the vectors."""

import os
import re
import socket
import subprocess
import time
from concurrent import futures
from pathlib import Path

import grpc
import pytest
import statusmap
from statusmap import Error, pb
from statusmap.v1.status_map_pb2_grpc import StatusMapServiceServicer, add_StatusMapServiceServicer_to_server

SERVING = re.compile(r"statusmap-server: serving on (?P<address>\S+); ask: ")
START_TIMEOUT_S = 20


class Server:
    """A server that ends with `stop`."""

    def __init__(self, address="127.0.0.1:0"):
        binary = Path(os.environ["STATUSMAP_BUILD"]) / "bin" / "statusmap-server"
        env = {name: value for name, value in os.environ.items() if not name.startswith("STATUSMAP_")}
        self.process = subprocess.Popen(
            [binary, f"--listen_address={address}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=env,
        )
        line = self.process.stdout.readline()  # the end of the output, if the server dies
        match = SERVING.match(line)
        if not match:
            self.stop()
            raise RuntimeError(f"the server does not serve: {line}")
        self.address = match["address"]

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(START_TIMEOUT_S)
        self.process.stdout.close()


@pytest.fixture
def start():
    """start(ADDRESS) starts a server that ends with the test."""
    started = []

    def start(*address):
        started.append(Server(*address))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def server():
    server = Server()
    yield server
    assert server.process.poll() is None, "the server died"
    server.stop()


@pytest.fixture(scope="session")
def client(server):
    with statusmap.Client(server.address, timeout=20) as client:
        yield client


@pytest.fixture
async def async_client(server):
    async with statusmap.AsyncClient(server.address, timeout=20) as client:
        yield client


@pytest.fixture
def silence():
    """The address of a port that accepts connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield "{}:{}".format(*listener.getsockname())


@pytest.fixture
def nobody():
    """The address of a port on which nobody listens."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield "{}:{}".format(*holder.getsockname())


@pytest.fixture
def clock():
    """Seconds since the test began."""
    begin = time.monotonic()
    return lambda: time.monotonic() - begin


@pytest.fixture
def answers():
    def answers(client):
        """Whether it has an answer, or UNAVAILABLE; nothing else is expected."""
        try:
            return client.lookup_status(404).status.http_status == 404
        except Error as error:
            if error.code is grpc.StatusCode.UNAVAILABLE:
                return False
            raise

    return answers


class Fake(StatusMapServiceServicer):
    """Fails as often as it is told, then answers."""

    def __init__(self, failures=0, code=grpc.StatusCode.UNAVAILABLE, details=b""):
        self.failures, self.code, self.details, self.calls = failures, code, details, 0
        self.time_remaining = []

    def LookupStatus(self, request, context):  # noqa: N802
        self.calls += 1
        self.time_remaining.append(context.time_remaining())
        if self.calls <= self.failures:
            if self.details:
                context.set_trailing_metadata([("grpc-status-details-bin", self.details)])
            context.abort(self.code, "not now")
        return pb.LookupStatusResponse(status=pb.Status(http_status=request.http_status))

    def ListStatuses(self, request, context):  # noqa: N802
        return pb.ListStatusesResponse(statuses=[pb.Status(http_status=404)], next_page_token="again")


@pytest.fixture
def fake():
    """fake(failures, code, details): a service that fails as often as it is told."""
    return Fake


@pytest.fixture
def serve():
    """serve(FAKE, credentials) -> its port"""
    started = []

    def serve(fake, credentials=None):
        server = grpc.server(futures.ThreadPoolExecutor(4))
        add_StatusMapServiceServicer_to_server(fake, server)
        address = "127.0.0.1:0"
        port = server.add_secure_port(address, credentials) if credentials else server.add_insecure_port(address)
        server.start()
        started.append(server)
        return port

    yield serve
    for server in started:
        server.stop(None)
