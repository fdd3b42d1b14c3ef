"""Sums up what tests/run left in its log folder: LOGS/SUITE/NAME.{log,exit,xml}; a program alone in its suite may name its
reports as it likes.

A program that failed without saying which of its tests did counts as one failed test. What was not run is named, and
fails with CI=true. The last line is `N passed, N failed`.
"""

import dataclasses
import os
import pathlib
import sys
from xml.etree import ElementTree

LINES_SHOWN = 25


@dataclasses.dataclass
class Suite:
    name: str
    passed: int = 0
    seconds: int = 0
    failures: list[tuple[str, str]] = dataclasses.field(default_factory=list)  # test, message
    not_run: list[tuple[str, str]] = dataclasses.field(default_factory=list)  # test, or "" for all of them; reason


def read_suite(folder: pathlib.Path) -> Suite:
    suite = Suite(folder.name)
    for exit_file in sorted(folder.glob("*.exit")):
        read_program(suite, exit_file)
    if (reason := folder / "not-run").exists():
        suite.not_run.append(("", reason.read_text().strip()))
    return suite


def reports(exit_file: pathlib.Path) -> list[pathlib.Path]:
    own = exit_file.with_suffix(".xml")
    alone = len(list(exit_file.parent.glob("*.exit"))) == 1
    return sorted(exit_file.parent.glob("*.xml")) or [own] if alone else [own]


def read_program(suite: Suite, exit_file: pathlib.Path) -> None:
    code, seconds = exit_file.read_text().split()
    suite.seconds += int(seconds)
    failed_before = len(suite.failures)
    complaint = None if code == "0" else f"exit code {code}"
    try:
        tests = [test for path in reports(exit_file) for test in ElementTree.parse(path).iter("testcase")]
        for test in tests:
            read_test(suite, test)
        if not tests:
            complaint = "ran no test"
    except (OSError, ElementTree.ParseError) as error:
        complaint = f"exit code {code}, no readable report: {error}"
    if complaint and len(suite.failures) == failed_before:
        log = exit_file.with_suffix(".log")
        tail = log.read_text(errors="replace").splitlines()[-LINES_SHOWN:] if log.exists() else []
        suite.failures.append((exit_file.stem, "\n".join([complaint, *tail])))


def read_test(suite: Suite, test: ElementTree.Element) -> None:
    name = f"{test.get('classname')}.{test.get('name')}"
    failures = [*test.iter("failure"), *test.iter("error")]
    skipped = test.find("skipped")
    if failures:
        suite.failures.append((name, "\n".join(element.text or element.get("message", "") for element in failures)))
    elif skipped is not None:
        suite.not_run.append((name, skipped.get("message", "")))
    elif test.get("status") == "notrun":
        suite.not_run.append((name, "disabled"))
    else:
        suite.passed += 1


def report(suites: list[Suite], ci: bool) -> tuple[list[str], bool]:
    """The lines to print, and whether all is well."""
    lines = [f"{'suite':<14}{'passed':>8}{'failed':>8}{'not run':>9}{'seconds':>9}"]
    for suite in suites:
        not_run = "all" if ("" in dict(suite.not_run)) else len(suite.not_run)
        lines.append(f"{suite.name:<14}{suite.passed:>8}{len(suite.failures):>8}{not_run:>9}{suite.seconds:>9}")
    for suite in suites:
        for test, message in suite.failures:
            shown = message.strip().splitlines()[:LINES_SHOWN]
            lines += ["", f"FAILED {suite.name}: {test}", *(f"    {line}" for line in shown)]
    not_run = [
        f"not run: {' '.join(filter(None, (s.name, test)))}: {reason}" for s in suites for test, reason in s.not_run
    ]
    if not_run:
        lines += ["", *not_run]
    passed = sum(suite.passed for suite in suites)
    failed = sum(len(suite.failures) for suite in suites) + (len(not_run) if ci else 0)
    # That nothing ran is no success.
    if passed + failed + len(not_run) == 0:
        failed = 1
    lines.append(f"{passed} passed, {failed} failed")
    return lines, failed == 0


def main(folder: str) -> int:
    suites = [read_suite(path) for path in sorted(pathlib.Path(folder).iterdir()) if path.is_dir()]
    # The folder of the preparations holds only those that failed.
    suites = [suite for suite in suites if suite.passed or suite.failures or suite.not_run]
    lines, well = report(suites, os.environ.get("CI") == "true")
    print("\n".join(lines))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
