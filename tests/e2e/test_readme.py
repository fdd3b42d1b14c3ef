"""Runs what the README shows, and compares its tables with what they describe."""

import re
import subprocess
from pathlib import Path

import pytest

from . import harness, schools

README = (harness.ROOT / "README.md").read_text(encoding="utf-8")
CONTRACT = (harness.PROTO / "statusmap/v1/status_map.proto").read_text(encoding="utf-8")
README_ADDRESS = "127.0.0.1:50051"
README_BIN = ".build/release/bin/"
TIMEOUT_S = 30


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def console_sessions():
    """(command, expected lines) of every `$ command` in a console block."""
    for block in blocks("console"):
        for session in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *expected = session.rstrip("\n").split("\n")
            yield command, expected


SESSIONS = list(console_sessions())


def matches(expected, actual):
    """Whether the lines are those expected, where a line `...` stands for any number of them."""
    if not expected:
        return not actual
    if expected[0] == "...":
        return any(matches(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    return bool(actual) and expected[0] == actual[0] and matches(expected[1:], actual[1:])


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        ([], [], True),
        (["a"], ["a"], True),
        (["a"], [], False),
        (["a"], ["b"], False),
        (["a"], ["a", "b"], False),
        (["a", "..."], ["a", "b", "c"], True),
        (["...", "c"], ["a", "b", "c"], True),
        (["a", "...", "c"], ["a", "c"], True),
        (["a", "...", "c"], ["a", "b"], False),
    ],
)
def test_the_comparison_itself(expected, actual, same):
    assert matches(expected, actual) is same


@pytest.mark.parametrize(("command", "expected"), SESSIONS, ids=[command[:80] for command, _ in SESSIONS])
def test_command_prints_what_the_readme_shows(server, command, expected):
    bin_directory = harness.binary().parent
    local = command.replace(README_ADDRESS, server.address).replace(README_BIN, f"{bin_directory}/")
    path = f"{bin_directory}:{Path(harness.tool('grpcurl')).parent}:/usr/bin:/bin"
    result = subprocess.run(
        ["bash", "-c", local],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_S,
        env=harness.environment(PATH=path, COLUMNS="100"),
        check=False,
    )
    actual = [line.rstrip() for line in result.stdout.replace(server.address, README_ADDRESS).rstrip("\n").split("\n")]
    expected = [line.rstrip() for line in expected]
    assert matches(expected, actual), f"{command}\nprints\n" + "\n".join(actual)


def test_server_announces_itself_as_the_readme_shows(server):
    shown = next(line for block in blocks("text") for line in block.splitlines() if "serving on" in line)
    assert shown == server.stdout[0].replace(server.address, README_ADDRESS)


def test_every_other_command_is_run_by_ci():
    """What installs or takes long stands in sh blocks: the continuous integration runs those."""
    ci = "".join((harness.ROOT / ".ci" / name).read_text(encoding="utf-8") for name in ("run", "pristine"))
    commands = [line for block in blocks("sh") for line in block.splitlines()]
    assert commands == ["git clone REPOSITORY statusmap && cd statusmap", "deploy/run", "tests/run"]
    assert "deploy/run" in ci
    assert "tests/run" in ci


def table(header):
    """The rows below a table's header, as lists of cells."""
    rows = README.split(header, 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows]


def test_flags_are_those_of_the_help():
    text = " ".join(harness.run("--help").stdout.split())
    flags = re.findall(r"(--[a-z_]+) (?:ADDRESS|NUMBER \S+|DURATION \S+?)=(\S+) \(Env:(\w+)\)", text)
    assert len(flags) == text.count("(Env:")
    assert [(flag, variable, default) for flag, default, variable in flags] == [
        (flag, variable, default) for flag, variable, default, _ in table("| flag | environment | default |")
    ]


def test_schools_are_those_of_the_data():
    assert README.count(schools.BEGIN) == README.count(schools.END) == 1
    assert schools.replaced(README) == README, "python3 -m tests.e2e.schools --write renews the table"


def test_reasons_are_those_of_the_contract():
    in_contract = re.findall(r"^//       ([A-Z_]+) +([A-Z_]+)  ", CONTRACT, re.MULTILINE)
    assert len(in_contract) == 27
    assert [(reason, code) for reason, code, _ in table("| reason | code | when |")] == in_contract


def test_methods_are_those_of_the_contract():
    methods = re.findall(r"^  rpc (\w+)\(", CONTRACT, re.MULTILINE)
    assert [method for method, _ in table("| method | question |")] == methods
