"""Runs the cases, prints their tables and writes them as JSON. tests/bench/run builds what this needs, and calls it."""

import argparse
import importlib
import json
import subprocess
import sys
import time
from pathlib import Path

from bench import budgets, machine, report
from bench.h2load import LoadError
from bench.questions import AnswerError
from bench.servers import OURS, program
from bench.settings import QUICK_ROUNDS, ROOT, Settings

# By the number that the cases have; each is a module with one function run(settings) -> Findings.
CASES = ("unary", "silence", "batch", "stream", "catalogue", "footprint", "scaling", "summarize")
SERVERS = ("textbook", "go", "tonic")
# A case that one of these ends has failed; the others go on.
FAILURES = (LoadError, AnswerError, OSError, RuntimeError, subprocess.SubprocessError)


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/bench/run", description="Measures what answers cost.")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"which ones: {', '.join(CASES)} (default: all)")
    parser.add_argument(
        "--quick", action="store_true", help="one short round: proves that each case runs; the numbers mean little"
    )
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds of each comparison (default: 5)")
    parser.add_argument("--servers", default=",".join(SERVERS), metavar="LIST",
                        help="baselines to compare with, by commas (default: %(default)s)")  # fmt: skip
    parser.add_argument("--build", type=Path, default=ROOT / ".build/bench", help="build folder of CMake")
    parser.add_argument("--work", type=Path, default=ROOT / ".build/bench",
                        help="where the other baselines are, in bin/, and results.json is written")  # fmt: skip
    parsed = parser.parse_args(arguments)
    unknown = [case for case in parsed.cases if case not in CASES]
    if unknown:
        parser.error(f"no such case: {', '.join(unknown)}; there are {', '.join(CASES)}")
    if parsed.rounds < 1:
        parser.error("--rounds needs 1 or more")
    parsed.servers = tuple(name for name in parsed.servers.split(",") if name)
    if not set(parsed.servers) <= set(SERVERS):
        parser.error(f"--servers knows {', '.join(SERVERS)}")
    return parsed


def settings_of(parsed: argparse.Namespace) -> Settings:
    rounds = QUICK_ROUNDS if parsed.quick else parsed.rounds
    wanted = Settings(parsed.build, parsed.work, parsed.quick, rounds, (OURS, *parsed.servers))
    missing = [name for name in wanted.servers if not program(name, wanted).exists()]
    if OURS in missing:
        sys.exit(f"there is no server at {program(OURS, wanted)}")
    for name in missing:
        print(f"NOT COMPARED with {name}: there is no {program(name, wanted)}", flush=True)
    there = tuple(name for name in wanted.servers if name not in missing)
    return Settings(parsed.build, parsed.work, parsed.quick, rounds, there)


def main(arguments: list[str]) -> int:
    parsed = parse(arguments)
    settings = settings_of(parsed)
    settings.work.mkdir(parents=True, exist_ok=True)
    results = {"machine": machine.facts(settings), "cases": {}, "budgets": []}
    measured, failed = [], []
    for name in [case for case in CASES if case in (parsed.cases or CASES)]:
        begin = time.monotonic()
        try:
            findings = importlib.import_module(f"bench.cases.{name}").run(settings)
        except FAILURES as error:
            print(f"{name} FAILED: {error}\n", flush=True)
            results["cases"][name] = {"failed": str(error)}
            failed.append(name)
            continue
        print(f"{findings.text()}\n({name}: {time.monotonic() - begin:.0f} s)\n", flush=True)
        results["cases"][name] = findings.json()
        measured += findings.measured
    verdicts = budgets.judge(measured)
    results["budgets"] = [verdict.json() for verdict in verdicts]
    print(report.budget_table(verdicts).text())
    if settings.quick:
        print("Note: a quick run proves that the cases run; its numbers are noise.")
    file = settings.work / "results.json"
    file.write_text(json.dumps(results, indent=1) + "\n")
    print(f"\nmachine and samples: {file}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
