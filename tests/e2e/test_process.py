"""Flags, environment, and the address."""

import re
import socket
import subprocess
import tempfile

import pytest

from . import harness, http2
from .calls import answers, free_address, hold, refused

USAGE_ERROR, CANNOT_LISTEN = 2, 69

# fmt: off
FLAGS = [
    # name                       default             good     bad values, and what the message says is allowed
    ("queues",                   "0",                "1",     ["-1", "65", "x", "1.5", "1s"],                 ["from 0 to 64"]),
    ("max_calls_in_flight",      "4096",             "1",     ["-1", "0", "1000001", "x", "99999999999"],     ["from 1 to 1000000"]),
    ("max_concurrent_streams",   "1000",             "1",     ["-1", "0", "1000001", "x"],                    ["from 1 to 1000000"]),
    ("max_request_bytes",        "16777216",         "1024",  ["-1", "0", "1023", "2147483648", "x", "16M"],  ["from 1024 to 2147483647"]),
    ("drain_delay",              "0",                "1s",    ["-1s", "10", "x", "2h"],                       ["from 0", "to 1h", "500ms"]),
    ("drain_timeout",            "10s",              "500ms", ["-1s", "10", "x", "2h", "inf", "10 s"],        ["from 0", "to 1h", "500ms"]),
    ("max_connection_age",       "0",                "1h",    ["-1s", "10", "x", "721h", "inf"],              ["from 0", "to 720h", "500ms"]),
    ("max_connection_age_grace", "10s",              "1s",    ["-1s", "10", "x", "2h"],                       ["from 0", "to 1h", "500ms"]),
    ("max_connection_idle",      "0",                "1h",    ["-1s", "10", "x", "721h"],                     ["from 0", "to 720h", "500ms"]),
    ("min_ping_interval",        "10s",              "1s",    ["-1s", "10", "x", "2h"],                       ["from 0", "to 1h", "500ms"]),
    ("keepalive_time",           "2m",               "1m",    ["-1s", "0s", "999ms", "10", "x", "25h"],       ["from 1s to 24h", "500ms"]),
    ("keepalive_timeout",        "20s",              "1s",    ["-1s", "0s", "999ms", "10", "x", "2h"],        ["from 1s to 1h", "500ms"]),
]
BAD = [(name, value, allowed) for name, _, _, values, allowed in FLAGS for value in values]
# fmt: on
ALL_FLAGS = {"listen_address": "127.0.0.1:50051"} | {name: default for name, default, *_ in FLAGS}


def variable(flag):
    return f"STATUSMAP_{flag.upper()}"


# --- flags -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help(flag):
    result = harness.run(flag)
    assert (result.returncode, result.stderr) == (0, "")
    words = re.sub(r"\s+", " ", result.stdout)
    for name, default in ALL_FLAGS.items():
        assert re.search(rf"--{name} [^()]*={re.escape(default)}s? \(Env:{variable(name)}\)", words), name


def test_help_lists_nothing_else():
    """Both halves: no flag that these tests do not know."""
    text = harness.run("--help").stdout
    assert set(re.findall(r"--(\w+)", text)) == {*ALL_FLAGS, "help", "version"}
    assert set(re.findall(r"STATUSMAP_\w+", text)) == {variable(name) for name in ALL_FLAGS}


def test_version():
    result = harness.run("--version")
    assert (result.returncode, result.stderr) == (0, "")
    assert re.fullmatch(r"statusmap-server \d+\.\d+\.\d+\n", result.stdout)


def test_help_wins_over_a_bad_environment():
    assert harness.run("--help", STATUSMAP_QUEUES="x").returncode == 0


# fmt: off
USAGE_ERRORS = [
    (["--nothing"],        "--nothing"),
    (["--nothing=1"],      "--nothing"),
    (["--queue=1"],        "--queue"),
    (["--listen-address=127.0.0.1:0"], "--listen-address"),
    (["stray"],            "stray"),
    (["--queues=1", "x"],  "x"),
    (["127.0.0.1:0"],      "127.0.0.1:0"),
    (["--"  , "stray"],    "stray"),
    (["-x"],               "-x"),
    (["--queues"],         "--queues"),
    (["--queues="],        "--queues"),
    (["--listen_address="], "--listen_address"),
]
# fmt: on


@pytest.mark.parametrize(("arguments", "named"), USAGE_ERRORS, ids=[" ".join(words) for words, _ in USAGE_ERRORS])
def test_usage_error(arguments, named):
    result = harness.run(*arguments)
    assert result.returncode == USAGE_ERROR
    assert result.stdout == ""
    assert named in result.stderr
    assert "--help" in result.stderr


@pytest.mark.parametrize(("name", "value", "allowed"), BAD, ids=[f"{name}={value}" for name, value, _ in BAD])
def test_bad_flag(name, value, allowed):
    result = harness.run(f"--{name}={value}")
    assert result.returncode == USAGE_ERROR
    assert result.stdout == ""
    assert f"--{name}" in result.stderr
    assert f'"{value}"' in result.stderr
    assert all(part in result.stderr for part in allowed)
    assert "STATUSMAP_" not in result.stderr, "it was not the environment"


@pytest.mark.parametrize(("name", "value", "allowed"), BAD, ids=[f"{name}={value}" for name, value, _ in BAD])
def test_bad_variable(name, value, allowed):
    result = harness.run(**{variable(name): value})
    assert result.returncode == USAGE_ERROR
    assert variable(name) in result.stderr
    assert f'"{value}"' in result.stderr
    assert all(part in result.stderr for part in allowed)


@pytest.mark.parametrize(("name", "good"), [(name, good) for name, _, good, *_ in FLAGS])
def test_flag_beats_variable(name, good, start):
    """The variable would be refused: it counts only where there is no flag."""
    assert harness.run(**{variable(name): "x"}).returncode == USAGE_ERROR
    server = start(f"--{name}={good}", **{variable(name): "x"})
    assert answers(server)
    assert server.stop() == 0


@pytest.mark.parametrize(("name", "good"), [(name, good) for name, _, good, *_ in FLAGS])
def test_good_variable(name, good, start):
    server = start(**{variable(name): good})
    assert answers(server)
    assert server.stop() == 0


@pytest.mark.parametrize("name", ["queues", "drain_timeout"])
def test_empty_variable_counts_as_not_set(name, start):
    assert answers(start(**{variable(name): ""}))


def test_last_flag_wins(start):
    assert answers(start("--queues=2", "--queues=1"))


def test_flag_and_value_as_two_words(start):
    assert answers(start("--queues", "1"))


def test_variable_beats_default(start):
    """By effect: one call fits, two do not."""
    server = start(STATUSMAP_MAX_CALLS_IN_FLIGHT="1")
    with http2.Client(server, window=0) as client, server.channel() as channel:
        hold(client, 1)
        assert refused(channel).metadata["limit"] == "1"
    assert server.stop() == 0


# --- the address -----------------------------------------------------------------------------------------------------


def test_the_line(start):
    server = start()
    assert server.host == "127.0.0.1"
    assert server.port > 0
    assert server.stop() == 0
    assert len(server.stdout) == 1, "exactly one line on stdout"
    assert server.stderr == []


def test_address_from_the_environment(start):
    server = start(STATUSMAP_LISTEN_ADDRESS="127.0.0.1:0")
    assert answers(server)


def test_address_by_flag_beats_the_environment(start):
    server = start("--listen_address=127.0.0.2:0", STATUSMAP_LISTEN_ADDRESS="127.0.0.3:0")
    assert server.host == "127.0.0.2"
    assert answers(server)


def test_given_port(start):
    address = free_address()
    server = start(f"--listen_address={address.address}")
    assert server.address == address.address
    assert answers(server)


def test_unix_socket(start):
    """In a directory of its own: the names that pytest gives are too long for a socket."""
    with tempfile.TemporaryDirectory(prefix="sm-") as directory:
        server = start(f"--listen_address=unix:{directory}/s")
        assert server.address == f"unix:{directory}/s"
        assert answers(server)
        assert server.stop() == 0


def test_port_in_use(server):
    result = harness.run(f"--listen_address={server.address}")
    assert result.returncode == CANNOT_LISTEN
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert server.address in line
    assert "Address already in use" in line
    assert answers(server), "the first one is not disturbed"


def test_port_of_another_program():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        result = harness.run(f"--listen_address={address}")
    assert result.returncode == CANNOT_LISTEN
    assert address in result.stderr


BAD_ADDRESSES = [
    "nonsense",
    "no.such.host.invalid:50051",
    "192.0.2.1:50051",  # TEST-NET-1: not ours
    "127.0.0.1",  # no port
    "127.0.0.1:",
    "127.0.0.1:99999",
    "127.0.0.1:65536",
    "127.0.0.1:-1",
    "127.0.0.1:x",
    "unix:/no/such/directory/socket",
]


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_bad_address(address):
    try:
        result = harness.run(f"--listen_address={address}", timeout=5)
    except subprocess.TimeoutExpired as expired:
        pytest.fail(f"it serves: {expired.stdout}")
    assert result.returncode in (USAGE_ERROR, CANNOT_LISTEN)
    assert result.stdout == ""
    assert address in result.stderr
    assert len(result.stderr.splitlines()) <= 2, "no noise from gRPC"
