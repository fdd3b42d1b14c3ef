"""Case 1: what a unary call costs the server, against servers that others would write with the same contract."""

import functools

from bench import rounds, servers, stats
from bench.budgets import Measured
from bench.questions import ASKED, Question
from bench.report import Findings, Table
from bench.settings import Settings

SHAPES = ((50, 20), (10, 10), (1, 1), (100, 1))  # connections, streams on each
CALLS = 60_000
CALLS_ALONE = 25_000  # one at a time: each takes longer


def run(settings: Settings) -> Findings:
    baselines = [name for name in settings.servers if name != servers.OURS]
    columns = ["server CPU per call, us", *settings.servers, *(f"ours/{name}" for name in baselines)]
    findings = Findings([Table("1. Unary calls, one pinned core", columns)])
    with servers.all_running(settings, settings.servers) as (running, right):
        for question in ASKED:
            for connections, streams in SHAPES:
                calls = settings.calls(CALLS_ALONE if connections * streams == 1 else CALLS)
                work = rounds.load(question, right[question], connections, streams, calls)
                check = functools.partial(servers.check, right={question: right[question]})
                samples = rounds.compare(settings, rounds.of_all(running, work, check))
                add(findings, question, work, samples, baselines)
    findings.notes.append(
        "h2load on the other core; ours and the textbook compute each answer, grpc-go and tonic find it in a map of messages"
        " and encode it; tonic runs on one thread, grpc-go as it is by default"
    )
    return findings


def add(findings: Findings, question: Question, work, samples: dict[str, rounds.Samples], baselines: list[str]) -> None:
    situation = f"{question.method} {work.shape}"
    cpu = {name: stats.spread(sample.cpu_us) for name, sample in samples.items()}
    ratios = {name: stats.ratios(samples[servers.OURS].cpu_us, samples[name].cpu_us) for name in baselines}
    row = [situation, *(cpu[name].text(1) for name in samples), *(ratios[name].text() for name in baselines)]
    findings.tables[0].rows.append(row)
    findings.samples[situation] = {name: vars(sample) for name, sample in samples.items()}
    findings.measured += [Measured(budget(name, work.streams), situation, ratio) for name, ratio in ratios.items()]


def budget(baseline: str, streams: int) -> str:
    if baseline == "tonic":
        return "unary/tonic/one" if streams == 1 else "unary/tonic/many"
    return f"unary/{baseline}"
