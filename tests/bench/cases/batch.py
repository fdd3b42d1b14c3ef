"""Case 3: what a code costs in a batch, against generated code and against one call for each."""

import functools

from bench import bulk, h2load, questions, rounds, servers, stats
from bench.budgets import Measured
from bench.questions import SERVICE
from bench.report import Findings, Table
from bench.settings import Settings

SIZES = (1, 100, 10_000, 100_000, 1_000_000)
CODES_OF_A_ROUND = 40_000_000
MOST_CALLS = 30_000
CONNECTIONS = 2
BUDGET_SIZE = 100_000


def run(settings: Settings) -> Findings:
    names = tuple(name for name in settings.servers if name in (servers.OURS, "textbook"))
    columns = ["million codes per core-second of the server", *names, *(f"ours/{name}" for name in names[1:])]
    findings = Findings([Table("3. Batches, one pinned core", columns)])
    with servers.all_running(settings, names) as (running, right):
        unary = rounds.load(questions.MAP, right[questions.MAP], 10, 10, settings.calls(60_000))
        check = functools.partial(servers.check, right={questions.MAP: right[questions.MAP]})
        samples = rounds.compare(settings, running, unary, check)
        add(findings, "unary MapHttpStatus, 10x10", samples, 1)
        for size in SIZES:
            add(findings, f"batch of {size:,}", measure(settings, running, size), size)
    findings.notes.append(
        "the textbook reads and writes its messages by generated code; both are asked over "
        f"{CONNECTIONS} connections, one batch at a time on each"
    )
    return findings


def measure(settings: Settings, running: list[servers.Server], size: int) -> dict[str, rounds.Samples]:
    """What a batch took, of each server in each round."""
    asked = bulk.statuses(size)
    request = bulk.batch(asked)
    right = bulk.codes(running[0], asked)
    answer = bulk.ask_batch(running[0], request, right)
    calls = min(MOST_CALLS, max(CODES_OF_A_ROUND // size, 20))
    work = h2load.Load(
        CONNECTIONS,
        1,
        max(settings.calls(calls) if calls > 1000 or not settings.quick else 4, CONNECTIONS),
        SERVICE + "BatchMapHttpStatuses",
        questions.framed(request),
        len(questions.framed(answer)),
    )
    return rounds.compare(settings, running, work, lambda server: bulk.ask_batch(server, request, right))


def add(findings: Findings, situation: str, samples: dict[str, rounds.Samples], size: int) -> None:
    cpu_us = {name: sample.cpu_us for name, sample in samples.items()}
    rates = {name: stats.spread([size / cpu for cpu in took]) for name, took in cpu_us.items()}
    ours = cpu_us[servers.OURS]
    ratios = [
        stats.ratios([1 / cpu for cpu in ours], [1 / cpu for cpu in took])
        for name, took in cpu_us.items()
        if name != servers.OURS
    ]
    row = [situation, *(rate.text(3 if rate.median < 1 else 1) for rate in rates.values())]
    findings.tables[0].rows.append([*row, *(ratio.text() for ratio in ratios)])
    findings.samples[situation] = cpu_us
    if size == BUDGET_SIZE:
        findings.measured.append(Measured("batch", situation, rates[servers.OURS]))
