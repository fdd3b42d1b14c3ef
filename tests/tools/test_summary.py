"""tests/tools/summary.py must never turn a failure into a success."""

import pathlib
import subprocess
import sys

import pytest

SUMMARY = pathlib.Path(__file__).with_name("summary.py")

PASSED = '<testcase classname="A" name="good"/>'
FAILED = '<testcase classname="A" name="bad"><failure message="short">expected 1</failure></testcase>'
ERROR = '<testcase classname="A" name="broken"><error>no fixture</error></testcase>'
SKIPPED = '<testcase classname="A" name="later"><skipped message="no grpcurl"/></testcase>'
DISABLED = '<testcase classname="A" name="off" status="notrun"/>'


def program(logs, name, code="0", tests=None, log=""):
    path = logs / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".exit").write_text(f"{code} 3\n")
    path.with_suffix(".log").write_text(log)
    if tests is not None:
        path.with_suffix(".xml").write_text(f"<testsuites><testsuite>{''.join(tests)}</testsuite></testsuites>")


def summary(logs, ci="false"):
    run = subprocess.run(
        [sys.executable, SUMMARY, logs], capture_output=True, text=True, check=False, env={"CI": ci, "PATH": ""}
    )
    return run.returncode, run.stdout.splitlines()


def test_counts_over_programs_and_suites(tmp_path):
    program(tmp_path, "gtest/one", tests=[PASSED, PASSED])
    program(tmp_path, "gtest/two", tests=[PASSED])
    program(tmp_path, "python/pytest", tests=[PASSED])
    code, lines = summary(tmp_path)
    assert (code, lines[-1]) == (0, "4 passed, 0 failed")


def test_a_failing_test_is_shown_with_its_message(tmp_path):
    program(tmp_path, "gtest/one", code="1", tests=[PASSED, FAILED, ERROR])
    code, lines = summary(tmp_path)
    assert (code, lines[-1]) == (1, "1 passed, 2 failed")
    assert "FAILED gtest: A.bad" in lines
    assert "    expected 1" in lines
    assert "    no fixture" in lines


@pytest.mark.parametrize(
    ("code", "tests"),
    [("139", None), ("139", [PASSED]), ("0", None), ("0", []), ("unfinished", None), ("124", [PASSED])],
)
def test_a_program_that_crashed_or_reported_nothing_is_one_failure(tmp_path, code, tests):
    program(tmp_path, "gtest/one", code=code, tests=tests, log="Segmentation fault")
    exit_code, lines = summary(tmp_path)
    assert exit_code == 1
    assert lines[-1].endswith(", 1 failed")
    assert "FAILED gtest: one" in lines
    assert "    Segmentation fault" in lines


def test_a_program_alone_in_its_suite_may_have_several_reports(tmp_path):
    program(tmp_path, "client-go/run", tests=None)
    for name, test in (("TEST-one", PASSED), ("TEST-two", FAILED)):
        (tmp_path / f"client-go/{name}.xml").write_text(f"<testsuite>{test}</testsuite>")
    code, lines = summary(tmp_path)
    assert (code, lines[-1]) == (1, "1 passed, 1 failed")


def test_a_cut_off_report_is_a_failure(tmp_path):
    program(tmp_path, "gtest/one", tests=[])
    (tmp_path / "gtest/one.xml").write_text("<testsuites><testsuite>" + PASSED)
    code, lines = summary(tmp_path)
    assert (code, lines[-1]) == (1, "0 passed, 1 failed")


@pytest.mark.parametrize(
    ("ci", "code", "last"), [("false", 0, "1 passed, 0 failed"), ("true", 1, "1 passed, 3 failed")]
)
def test_what_was_not_run_is_named_and_fails_in_ci(tmp_path, ci, code, last):
    program(tmp_path, "python/pytest", tests=[PASSED, SKIPPED, DISABLED])
    (tmp_path / "lint").mkdir()
    (tmp_path / "lint/not-run").write_text("no clang\n")
    exit_code, lines = summary(tmp_path, ci)
    assert (exit_code, lines[-1]) == (code, last)
    named = ["not run: lint: no clang", "not run: python A.later: no grpcurl", "not run: python A.off: disabled"]
    assert lines[-4:-1] == named


def test_nothing_at_all_is_a_failure(tmp_path):
    code, lines = summary(tmp_path)
    assert (code, lines[-1]) == (1, "0 passed, 1 failed")
