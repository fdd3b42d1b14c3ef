"""Fixtures of the end-to-end tests: the server, servers of one's own, channels, grpcurl."""

import subprocess
from pathlib import Path

import pytest

from . import harness

_STUBS = harness.generate_stubs()  # before any test module imports them
TEST_TIMEOUT_S = 120
PAIRS = "pairs compared"


def pytest_collection_modifyitems(items):
    """Every test is bounded in time."""
    for item in items:
        if item.path.parent == Path(__file__).parent and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(TEST_TIMEOUT_S))


def pytest_terminal_summary(terminalreporter):
    """Says how many answers were compared with the oracle."""
    totals = {}
    for report in terminalreporter.getreports("passed"):
        for name, value in getattr(report, "user_properties", []) if report.when == "call" else []:
            totals[name] = totals.get(name, 0) + value if isinstance(value, int) else value
    if PAIRS in totals:
        terminalreporter.write_line(f"{totals[PAIRS]} {PAIRS} with the oracle")


@pytest.fixture(scope="session")
def binary():
    path = harness.binary()
    assert path.is_file(), f"{path} is missing: build the target statusmap-server, and set STATUSMAP_BUILD"
    return path


@pytest.fixture
def start(binary):
    """start(flags..., VARIABLE=value...) starts a server that ends with the test."""
    started = []

    def start(*flags, **env):
        started.append(harness.Server(*flags, **env))
        return started[-1]

    yield start
    for server in started:
        server.kill()


@pytest.fixture(scope="session")
def server(binary):
    """The server that all tests share which do not stop it."""
    server = harness.Server()
    yield server
    assert server.process.poll() is None, f"the shared server died: {server.stderr}"
    assert server.stop() == 0


@pytest.fixture(scope="session")
def channel(server):
    with server.channel() as channel:
        yield channel


@pytest.fixture(scope="session")
def stub(channel):
    """The service; every call is bounded in time."""
    from statusmap.v1 import status_map_pb2_grpc

    return Bounded(status_map_pb2_grpc.StatusMapServiceStub(channel))


class Bounded:
    """A stub whose unary calls have a deadline unless they bring their own."""

    def __init__(self, stub):
        self._stub = stub

    def __getattr__(self, name):
        method = getattr(self._stub, name)
        return lambda request, timeout=harness.CALL_TIMEOUT_S, **more: method(request, timeout=timeout, **more)


@pytest.fixture(scope="session")
def grpcurl():
    """grpcurl(server, arguments...) runs the real program without TLS."""
    program = harness.tool("grpcurl")
    assert program, "grpcurl is missing: set STATUSMAP_TOOLS, or put it on the PATH"

    def grpcurl(server, *arguments, flags=("-plaintext",), timeout=60):
        return subprocess.run(
            [program, "-max-time", "20", *flags, server.address, *arguments],
            capture_output=True,
            text=True,
            timeout=timeout,
            env=harness.environment(),
            check=False,
        )

    return grpcurl
