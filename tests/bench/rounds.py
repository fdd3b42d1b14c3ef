"""Rounds of load on several servers, one server after the other in each round, so that what changes on the machine
meets them all."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field

from bench import h2load, questions
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


def compare(
    settings: Settings, running: list[Server], work: h2load.Load, check: Callable[[Server], object]
) -> dict[str, Samples]:
    """All rounds of one shape. Answers are checked before and after each round."""
    samples = {server.name: Samples() for server in running}
    warm_up = dataclasses.replace(work, calls=max(work.calls // 10, work.connections))
    for server in running:  # one that counts not: connections, caches and allocators warm up
        h2load.run(warm_up, server.address, [settings.load_core])
    for number in range(settings.rounds):
        # Who comes first changes, so that no server always follows the same one.
        turn = number % len(running)
        for server in running[turn:] + running[:turn]:
            check(server)
            cpu, wall = measure(server, work, [settings.load_core])
            check(server)
            samples[server.name].cpu_us.append(cpu)
            samples[server.name].wall_us.append(wall)
    return samples
