"""Our answers against what the real libraries answered (observed/), and the quick libraries asked again."""

import csv
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from e2e.oracle import CONVENTIONS, GRPC_TO_HTTP, HTTP_TO_GRPC, ROOT
from statusmap.v1 import status_map_pb2 as pb

HERE = Path(__file__).parent
OBSERVED = HERE / "observed"
DUMPS = sorted(path.stem for path in OBSERVED.glob("*.csv") if not path.name.startswith("index-"))
FEWEST = 30

# What a library was asked: all of it, or all but 1xx, after which another response always follows.
EVERY_STATUS, FINAL_STATUSES, GRPC_CODES = set(range(100, 600)), set(range(200, 600)), set(range(18))
NOT_REACHED = {
    ("grpc-web-js", HTTP_TO_GRPC): {301, 302, 303, 307, 308},  # Its client follows these by itself.
    ("vertx-grpc", GRPC_TO_HTTP): {0},  # Its function speaks of errors.
}


class Explained(NamedTuple):
    """A difference that the rule's own note tells to who asks."""

    observed: int
    note: str


EXPLAINED = {
    # These tables are newer than the newest version that its registry has.
    ("kratos", HTTP_TO_GRPC, 412): Explained(2, "run of v2.8.3: UNKNOWN"),
    ("kratos", GRPC_TO_HTTP, 9): Explained(400, "run of v2.8.3: 400"),
    ("misk", GRPC_TO_HTTP, 13): Explained(400, "400 up to release 2025.07.31.213947"),
    ("vertx-grpc", GRPC_TO_HTTP, 1): Explained(408, "408 in every 5.0.x"),
}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def observed(convention):
    """{(direction, code): answer}, None where there is none."""
    rows = read(OBSERVED / f"{convention}.csv")
    found = {(row["direction"], int(row["from"])): None if row["to"] == "-" else int(row["to"]) for row in rows}
    assert len(found) == len(rows), "a code is there twice"
    return found


def index():
    return [row for path in sorted(OBSERVED.glob("index-*.csv")) for row in read(path)]


def ask(stub, convention, direction, code):
    """(our answer or None, its note)"""
    if direction == HTTP_TO_GRPC:
        answer = stub.MapHttpStatus(pb.MapHttpStatusRequest(http_status=code, convention=convention))
        return answer.grpc_code if answer.HasField("grpc_code") else None, answer.note
    answer = stub.MapGrpcCode(pb.MapGrpcCodeRequest(grpc_code=code, convention=convention))
    return answer.http_status if answer.HasField("http_status") else None, answer.note


def differences(stub, convention, answers):
    """{(convention, direction, code): (observed, our note)} where we answer otherwise."""
    found = {}
    for (direction, code), theirs in answers.items():
        ours, note = ask(stub, convention, direction, code)
        if ours != theirs:
            found[convention, direction, code] = theirs, note
    return found


@pytest.mark.parametrize("convention", DUMPS)
def test_we_answer_as_the_library_does(stub, convention):
    found = differences(stub, convention, observed(convention))
    explained = {key: value for key, value in EXPLAINED.items() if key[0] == convention}
    assert {key: theirs for key, (theirs, _) in found.items()} == {
        key: value.observed for key, value in explained.items()
    }
    for key, value in explained.items():
        assert value.note in found[key][1]


def test_the_comparison_can_fail(stub):
    answers = observed("grpc-go")
    assert differences(stub, "grpc-go", answers) == {}
    wrong = answers | {(HTTP_TO_GRPC, 404): 5, (HTTP_TO_GRPC, 599): None}
    assert set(differences(stub, "grpc-go", wrong)) == {("grpc-go", HTTP_TO_GRPC, 404), ("grpc-go", HTTP_TO_GRPC, 599)}
    explained = observed("kratos") | {(HTTP_TO_GRPC, 412): 9}
    assert set(differences(stub, "kratos", explained)) == {("kratos", GRPC_TO_HTTP, 9)}


def test_every_explained_difference_was_observed():
    assert {convention for convention, _, _ in EXPLAINED} <= set(DUMPS)


def test_enough_was_observed():
    assert len(DUMPS) >= FEWEST
    assert set(DUMPS) <= set(CONVENTIONS)


@pytest.mark.parametrize("convention", DUMPS)
def test_the_whole_domain_was_asked(convention):
    asked = {HTTP_TO_GRPC: set(), GRPC_TO_HTTP: set()}
    for direction, code in observed(convention):
        asked[direction].add(code)
    for direction, codes in asked.items():
        domains = {HTTP_TO_GRPC: (EVERY_STATUS, FINAL_STATUSES), GRPC_TO_HTTP: (GRPC_CODES,)}[direction]
        skipped = NOT_REACHED.get((convention, direction), set())
        assert not codes or codes in [domain - skipped for domain in domains]


def test_the_index_names_what_was_asked():
    listed = [(row["convention"], row["direction"]) for row in index()]
    assert sorted(set(listed)) == sorted(listed)
    assert set(listed) == {(name, direction) for name in DUMPS for direction, _ in observed(name)}
    for row in index():
        assert row["library"]
        assert row["version"]
        assert row["how"]
        assert date.fromisoformat(row["date"])


def test_the_index_is_in_order():
    for path in OBSERVED.glob("index-*.csv"):
        names = [(row["convention"], row["direction"]) for row in read(path)]
        assert names == sorted(names), path.name


# Where to look beside the PATH, see go/run.
BESIDE = {"go": ROOT / ".build/tools/go/go/bin", "python3": ROOT / ".build/venv/bin"}


@pytest.mark.timeout(1500)
@pytest.mark.parametrize(("ecosystem", "tool"), [("go", "go"), ("python", "python3")])
def test_the_libraries_still_answer_so(ecosystem, tool):
    found = shutil.which(tool) or shutil.which(tool, path=BESIDE[tool])
    if not found and not os.environ.get("CI"):
        pytest.skip(f"{tool} IS MISSING: the libraries of {ecosystem} were NOT asked again")
    run = subprocess.run([HERE / "run", ecosystem], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


HEADER = "direction,from,to\n"
ANSWERS = HEADER + "grpc_to_http,5,404\n"


@pytest.mark.parametrize(
    ("committed", "runner", "code", "says"),
    [
        ({"x": ANSWERS}, "cp x.csv $1", 0, "fake: ran"),
        ({"x": ANSWERS}, "sed s/404/405/ x.csv >$1/x.csv", 1, "+grpc_to_http,5,405"),
        ({"x": ANSWERS}, "true", 1, "x.csv was not observed again"),
        ({"x": ANSWERS}, "cp x.csv $1; false", 1, "fake could not be run"),
        ({}, "cp x.csv $1", 1, "x.csv differs"),
    ],
    ids=["same", "other answer", "nothing", "failure", "new"],
)
def test_the_rerun_can_fail(tmp_path, committed, runner, code, says):
    shutil.copy(HERE / "run", tmp_path)
    for folder in ("fake", "observed"):
        (tmp_path / folder).mkdir()
    (tmp_path / "x.csv").write_text(ANSWERS)
    for name, text in committed.items():
        (tmp_path / f"observed/{name}.csv").write_text(text)
    script = tmp_path / "fake/run"
    script.write_text(f"#!/bin/bash\nset -e\n{runner}\n")
    script.chmod(0o755)
    run = subprocess.run([tmp_path / "run"], capture_output=True, text=True, check=False)
    assert run.returncode == code
    assert says in run.stdout + run.stderr
