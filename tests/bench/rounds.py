"""Rounds of load on several servers, one server after the other in each round, so that what changes on the machine
meets them all."""

import dataclasses
import functools
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


@dataclass(frozen=True)
class Contender:
    """A server, and what it is asked."""

    name: str
    server: Server
    work: h2load.Load
    check: Callable[[], object]  # raises if an answer is wrong


def load(question: Question, answer: bytes, connections: int, streams: int, calls: int) -> h2load.Load:
    size = len(questions.framed(answer))
    return h2load.Load(connections, streams, max(calls, connections), question.path, question.frame, size)


def measure(server: Server, work: h2load.Load, cores: list[int]) -> tuple[float, float]:
    """CPU of the server and time of the clock for a call, in microseconds."""
    before = server.cpu_seconds()
    summary = h2load.run(work, server.address, cores)
    used = server.cpu_seconds() - before
    return used * 1e6 / summary.calls, summary.seconds * 1e6 / summary.calls


def compare(settings: Settings, contenders: list[Contender]) -> dict[str, Samples]:
    """All rounds of one shape. Answers are checked before and after each round."""
    samples = {one.name: Samples() for one in contenders}
    for one in contenders:  # one that counts not: connections, caches and allocators warm up
        warm_up = dataclasses.replace(one.work, calls=max(one.work.calls // 10, one.work.connections))
        h2load.run(warm_up, one.server.address, [settings.load_core])
    for number in range(settings.rounds):
        # Who comes first changes, so that nobody always follows the same one.
        turn = number % len(contenders)
        for one in contenders[turn:] + contenders[:turn]:
            one.check()
            cpu, wall = measure(one.server, one.work, [settings.load_core])
            one.check()
            samples[one.name].cpu_us.append(cpu)
            samples[one.name].wall_us.append(wall)
    return samples


def of_all(running: list[Server], work: h2load.Load, check: Callable[[Server], object]) -> list[Contender]:
    """Servers that are all asked the same."""
    return [Contender(server.name, server, work, functools.partial(check, server)) for server in running]
