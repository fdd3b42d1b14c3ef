"""Case 8: the command on an access log, against tools that everybody has and that do a part of the same job."""

import json
import os
import resource
import subprocess
import time

from bench import access_log, stats
from bench.h2load import LoadError
from bench.report import Findings, Table
from bench.settings import Settings

SIZE, QUICK_SIZE = 1_000_000_000, 20_000_000
PLAIN = {**os.environ, "LC_ALL": "C"}  # grep and awk are quickest so
NOT_FOUND = 404


def run(settings: Settings) -> Findings:
    log, counts = access_log.generate(settings, QUICK_SIZE if settings.quick else SIZE)
    log.read_bytes() if settings.quick else subprocess.run(["cat", log], stdout=subprocess.DEVNULL, check=True)
    jobs = {
        "statusmap summarize --against envoy": ([settings.build / "bin/statusmap", "summarize", log, "--format",
                                                 "combined", "--against", "envoy", "--output", "json"], of_summary),
        "awk, status by white space": (["awk", "{c[$9]++} END {for (s in c) print s, c[s]}", log], of_awk),
        "grep -c, one status": (["grep", "-c", f'" {NOT_FOUND} ', log], of_grep),
    }  # fmt: skip
    size = log.stat().st_size / 1e6
    columns = ["1 GB of nginx's combined format" if not settings.quick else "20 MB", "CPU s", "wall s", "MB/s", "CPU ratio, ours to it"]  # fmt: skip
    findings = Findings([Table("8. A log on one core", columns)])
    samples = {name: ([], []) for name in jobs}
    for _ in range(settings.rounds):
        for name, (command, read) in jobs.items():
            cpu, wall, output = timed(command, settings.server_core)
            check(name, read(output), counts)
            samples[name][0].append(cpu)
            samples[name][1].append(wall)
    ours = next(iter(samples.values()))
    for name, (cpu, wall) in samples.items():
        row = [name, stats.spread(cpu).text(), stats.spread(wall).text(), f"{size / stats.spread(wall).median:.0f}"]
        findings.tables[0].rows.append([*row, stats.ratios(ours[0], cpu).text()])
        findings.samples[name] = {"cpu_s": cpu, "wall_s": wall}
    findings.notes.append("only the command knows where a quoted request ends, and counts lines without a status")
    return findings


def timed(command: list, core: int) -> tuple[float, float, str]:
    """CPU and time of the clock of a program on one core, and what it printed."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(["taskset", "--cpu-list", str(core), *map(str, command)], env=PLAIN, capture_output=True,
                          text=True, timeout=600, check=True)  # fmt: skip
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, done.stdout


def of_summary(output: str) -> dict[int, int]:
    return {one["http_status"]: int(one["count"]) for one in json.loads(output)[0]["summary"]["statuses"]}


def of_awk(output: str) -> dict[int, int]:
    pairs = [line.split() for line in output.splitlines()]
    return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and pair[0].isdigit()}


def of_grep(output: str) -> dict[int, int]:
    return {NOT_FOUND: int(output)}


def check(name: str, counted: dict[int, int], right: dict[int, int]) -> None:
    for status, count in counted.items():
        if right.get(status, 0) != count:
            raise LoadError(f"{name} counts {count} of {status}, and there are {right.get(status, 0)}")
    if NOT_FOUND not in counted:
        raise LoadError(f"{name} counts nothing")
