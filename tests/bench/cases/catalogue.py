"""Case 5: what a question costs in process, and what the libraries of other languages take for a part of it."""

import json
import subprocess
import sys
import timeit
from pathlib import Path

from bench import h2load, stats
from bench.budgets import Measured
from bench.report import Findings, Table
from bench.settings import Settings

TIMEOUT_S = 600
NAMES = {
    "Lookup": "lookup of a record",
    "Answer": "mapping, convention by index",
    "Map/default": "mapping, the default convention",
    "Map/envoy": "mapping, a convention by name",
    "Map/grpc_spec": "mapping, another convention by name",
    "Classify": "classification",
    "Search/exact": "search, a phrase as it is written",
    "Search/similar": "search, a mistyped phrase",
}
BUDGETED = ("Lookup", "Answer", "Map/default", "Map/envoy", "Map/grpc_spec")
PYTHON = "http.HTTPStatus(code).phrase"
NODE = """
const { STATUS_CODES } = require('http');
const codes = [404, 429, 503, 200];
let length = 0;
const round = (n) => { for (let i = 0; i < n; i++) length += STATUS_CODES[codes[i & 3]].length; };
round(1e6);
const n = 2e7, begin = process.hrtime.bigint();
round(n);
const took = Number(process.hrtime.bigint() - begin) / n;
if (length === 0) throw new Error('nothing was read');
console.log(took);
"""


def benchmark(program: Path, settings: Settings) -> dict[str, dict]:
    """Google Benchmark's results by name: nanoseconds of CPU in each round, allocations for each question."""
    least = "0.05" if settings.quick else "0.5"
    command = ["taskset", "--cpu-list", str(settings.server_core), program, "--benchmark_format=json",
               f"--benchmark_min_time={least}", f"--benchmark_repetitions={settings.rounds}",
               "--benchmark_enable_random_interleaving=true"]  # fmt: skip
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
    return collect(json.loads(done.stdout))


def collect(report: dict) -> dict[str, dict]:
    results: dict[str, dict] = {}
    for run in report["benchmarks"]:
        if run.get("error_occurred"):
            raise h2load.LoadError(f"{run['name']}: {run['error_message']}")
        if run["run_type"] == "iteration":
            result = results.setdefault(run["run_name"], {"ns": [], "allocations": 0})
            result["ns"].append(run["cpu_time"])
            result["allocations"] = round(run["allocations"] / run["iterations"], 1)
    return results


def printed(*command) -> float | None:
    """The number that a program prints; None if it is not there."""
    try:
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, check=True)
    except FileNotFoundError:
        return None
    return float(done.stdout)


def elsewhere(settings: Settings) -> dict[str, float | None]:
    """Nanoseconds for the phrase of a status."""
    number = 100_000 if settings.quick else 2_000_000
    python = min(timeit.repeat(PYTHON, "import http; code = 404", number=number, repeat=3)) / number * 1e9
    return {
        "Go, http.StatusText": printed(settings.work / "bin/statustext"),
        f"Python {sys.version_info.major}.{sys.version_info.minor}, HTTPStatus(code).phrase": python,
        "Node.js, http.STATUS_CODES[code]": printed("node", "--eval", NODE),
    }


def run(settings: Settings) -> Findings:
    ours = Table("5. In process, service/catalog", ["question", "ns", "allocations"])
    others = Table("   Elsewhere: the phrase alone of one status", ["library", "ns"])
    findings = Findings([ours, others])
    results = benchmark(settings.program("catalog-bench"), settings)
    for name, words in NAMES.items():
        result = results[name]
        took = stats.spread(result["ns"])
        ours.rows.append([words, took.text(1), f"{result['allocations']:g}"])
        findings.samples[name] = result
        if name in BUDGETED:
            findings.measured.append(Measured("catalogue", words, took))
    for name, took in elsewhere(settings).items():
        others.rows.append([name, "not here" if took is None else f"{took:.1f}"])
        findings.samples[name] = took
    findings.notes.append(
        "the others name a status; our lookup brings six tables together (vendor, registry, divergences, semantics, de-facto"
        " uses), so that the comparison is in their favour"
    )
    return findings
