"""Rounds of load on several servers, one server after the other in each round, so that what changes on the machine
meets them all."""

from dataclasses import dataclass, field

from bench import h2load, questions, servers
from bench.questions import Question
from bench.servers import Server
from bench.settings import Settings


@dataclass
class Samples:
    """What one server took in each round."""

    cpu_us: list[float] = field(default_factory=list)  # for a call
    wall_us: list[float] = field(default_factory=list)


def load(question: Question, answer: bytes, connections: int, streams: int, calls: int) -> h2load.Load:
    size = len(questions.framed(answer))
    return h2load.Load(connections, streams, max(calls, connections), question.path, question.frame, size)


def measure(server: Server, work: h2load.Load, cores: list[int]) -> tuple[float, float]:
    """CPU of the server and time of the clock for a call, in microseconds."""
    before = server.cpu_seconds()
    summary = h2load.run(work, server.address, cores)
    used = server.cpu_seconds() - before
    return used * 1e6 / summary.calls, summary.seconds * 1e6 / summary.calls


def compare(settings: Settings, running: list[Server], question: Question, answer: bytes, work: h2load.Load) -> dict[str, Samples]:  # fmt: skip
    """All rounds of one shape. Answers are checked before and after each round."""
    samples = {server.name: Samples() for server in running}
    for server in running:  # one that counts not: connections, caches and allocators warm up
        h2load.run(load(question, answer, work.connections, work.streams, work.calls // 10), server.address,
                   [settings.load_core])  # fmt: skip
    for number in range(settings.rounds):
        # Who comes first changes, so that no server always follows the same one.
        turn = number % len(running)
        for server in running[turn:] + running[:turn]:
            servers.check(server, {question: answer})
            cpu, wall = measure(server, work, [settings.load_core])
            servers.check(server, {question: answer})
            samples[server.name].cpu_us.append(cpu)
            samples[server.name].wall_us.append(wall)
    return samples
