"""Case 7: does a call cost the same, however many queues, connections and conventions there are?"""

import os
import subprocess

from bench import catalogue_copies, rounds, servers, stats
from bench.cases import catalogue
from bench.questions import MAP
from bench.report import Findings, Table
from bench.settings import ROOT, Settings

QUEUES = (1, 2)
CONNECTIONS = ((1, 100), (10, 10), (100, 1), (1000, 1))
CALLS = 60_000
CALLS_OF_A_CONNECTION = 300
TIMES = 10
BUILD_TIMEOUT_S = 900


def queues(settings: Settings, right: bytes) -> Table:
    """One queue on one core; two on two cores, which the load generator then shares."""
    both = sorted({settings.server_core, settings.load_core})
    table = Table("7. Scaling: queues (the load generator shares the two cores of two queues)",
                  ["queues, at 10x10", "server CPU per call, us", "time per call, us", "cores used"])  # fmt: skip
    for count in QUEUES:
        cores = [settings.server_core] if count == 1 else both
        load_cores = [settings.load_core] if count == 1 else both
        with servers.running(servers.OURS, settings, f"--queues={count}", cores=cores) as server:
            servers.check(server, {MAP: right})
            work = rounds.load(MAP, right, 10, 10, settings.calls(CALLS))
            taken = [rounds.measure(server, work, load_cores) for _ in range(settings.rounds)]
            servers.check(server, {MAP: right})
        cpu, wall = stats.spread([cpu for cpu, _ in taken]), stats.spread([wall for _, wall in taken])
        used = stats.spread([cpu / wall for cpu, wall in taken])
        table.rows.append([str(count), cpu.text(1), wall.text(1), used.text()])
    return table


def connections(settings: Settings, right: bytes) -> Table:
    table = Table("   Scaling: connections", ["connections x streams", "server CPU per call, us", "to 10x10"])
    with servers.running(servers.OURS, settings) as server:
        taken: dict[str, list[float]] = {}
        for _ in range(settings.rounds):
            for count, streams in CONNECTIONS:
                servers.check(server, {MAP: right})
                # Connecting costs more than a call, and is no part of it.
                calls = max(settings.calls(CALLS), (10 if settings.quick else CALLS_OF_A_CONNECTION) * count)
                work = rounds.load(MAP, right, count, streams, calls)
                taken.setdefault(work.shape, []).append(rounds.measure(server, work, [settings.load_core])[0])
        servers.check(server, {MAP: right})
    for shape, cpu in taken.items():
        table.rows.append([shape, stats.spread(cpu).text(1), stats.ratios(cpu, taken["10x10"]).text()])
    return table


def larger_catalogue(settings: Settings) -> Table:
    """The benchmark of the catalogue, built with ten times as many conventions."""
    data = settings.work / "tenfold-data"
    conventions = catalogue_copies.write(ROOT / "service/data", data, TIMES)
    build = settings.work / "tenfold"
    environment = os.environ | {"CCACHE_BASEDIR": str(ROOT), "CCACHE_NOHASHDIR": "1"}
    configure = ["cmake", "-S", ROOT, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", f"-DSTATUSMAP_DATA={data}",
                 "-DSTATUSMAP_TESTS=OFF", "-DSTATUSMAP_BENCH=ON", "-DCMAKE_CXX_FLAGS=-fconstexpr-ops-limit=4294967296",
                 "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"]  # fmt: skip
    for command in (configure, ["ninja", "-C", build, "catalog-bench"]):
        subprocess.run(
            list(map(str, command)), check=True, stdout=subprocess.DEVNULL, env=environment, timeout=BUILD_TIMEOUT_S
        )
    real = catalogue.benchmark(settings.program("catalog-bench"), settings)
    large = catalogue.benchmark(build / "bench/bin/catalog-bench", settings)
    table = Table(
        f"   Scaling: a catalogue of {conventions} conventions, ns in process",
        ["question", "real", f"{TIMES} times", "ratio"],
    )
    for name, words in catalogue.NAMES.items():
        small, big = stats.spread(real[name]["ns"]), stats.spread(large[name]["ns"])
        table.rows.append([words, small.text(1), big.text(1), f"{big.median / small.median:.2f}"])
    return table


def run(settings: Settings) -> Findings:
    with servers.all_running(settings, ()) as (_, answers):
        right = answers[MAP]
    tables = [queues(settings, right), connections(settings, right), larger_catalogue(settings)]
    samples = {
        table.title.strip(): [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in tables
    }
    return Findings(tables, samples)
