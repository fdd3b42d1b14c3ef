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
GENERATED = "generated code"


def run(settings: Settings) -> Findings:
    names = tuple(name for name in settings.servers if name in (servers.OURS, "textbook"))
    contenders = (servers.OURS, GENERATED, *names[1:])
    columns = ["million codes per core-second of the server", *contenders, *(f"ours/{name}" for name in contenders[1:])]
    findings = Findings([Table("3. Batches, one pinned core", columns)])
    with servers.all_running(settings, names) as (running, right):
        unary = rounds.load(questions.MAP, right[questions.MAP], 10, 10, settings.calls(60_000))
        check = functools.partial(servers.check, right={questions.MAP: right[questions.MAP]})
        samples = rounds.compare(settings, rounds.of_all(running, unary, check))
        add(findings, "unary MapHttpStatus, 10x10", samples, 1, contenders)
        for size in SIZES:
            add(findings, f"batch of {size:,}", measure(settings, running, size), size, contenders)
    findings.notes.append(
        f"{GENERATED} is our server with requests that it leaves to generated code; the textbook always does; all are "
        f"asked over {CONNECTIONS} connections, one batch at a time on each"
    )
    return findings


def measure(settings: Settings, running: list[servers.Server], size: int) -> dict[str, rounds.Samples]:
    """What a batch took in each round."""
    asked = bulk.statuses(size)
    right = bulk.codes(running[0], asked)
    calls = min(MOST_CALLS, max(CODES_OF_A_ROUND // size, 20))
    calls = max(settings.calls(calls) if calls > 1000 or not settings.quick else 4, CONNECTIONS)

    def contender(name: str, server: servers.Server, request: bytes) -> rounds.Contender:
        check = functools.partial(bulk.ask_batch, server, request, right)
        path, answer = SERVICE + "BatchMapHttpStatuses", questions.framed(check())
        work = h2load.Load(CONNECTIONS, 1, calls, path, questions.framed(request), len(answer))
        return rounds.Contender(name, server, work, check)

    ours, *others = running
    generated = contender(GENERATED, ours, bulk.batch_for_generated_code(asked))
    request = bulk.batch(asked)
    return rounds.compare(settings, [contender(ours.name, ours, request), generated,
                                     *(contender(other.name, other, request) for other in others)])  # fmt: skip


def add(
    findings: Findings, situation: str, samples: dict[str, rounds.Samples], size: int, contenders: tuple[str, ...]
) -> None:
    """A row; who did not take part, since one call is no batch, has an empty cell."""
    cpu_us = {name: sample.cpu_us for name, sample in samples.items()}
    rates = {name: stats.spread([size / cpu for cpu in took]) for name, took in cpu_us.items()}
    ours = cpu_us[servers.OURS]
    ratios = {name: stats.ratios([1 / cpu for cpu in ours], [1 / cpu for cpu in took]) for name, took in cpu_us.items()}
    row = [rates[name].text(3 if rates[name].median < 1 else 1) if name in rates else "" for name in contenders]
    row += [ratios[name].text() if name in ratios else "" for name in contenders[1:]]
    findings.tables[0].rows.append([situation, *row])
    findings.samples[situation] = cpu_us
    if size == BUDGET_SIZE:
        findings.measured.append(Measured("batch", situation, rates[servers.OURS]))
