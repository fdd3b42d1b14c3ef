"""Case 4: what a code costs in a stream, and what a client costs that does not read its answers."""

import functools
import time

from e2e import http2

from bench import bulk, h2load, process, rounds, servers, stats
from bench.questions import SERVICE
from bench.report import Findings, Table
from bench.settings import Settings

SIZES = (100, 10_000, 100_000)
CODES_OF_A_STREAM = 2_000_000
CODES_OF_A_ROUND = 40_000_000
CONNECTIONS = 2
STALLED_S = 5
STALLED_CHUNK = 8000  # a message within one frame


def run(settings: Settings) -> Findings:
    throughput = Table("4. Streams, one pinned core", ["million codes per core-second of the server", servers.OURS])
    stalled = Table("4. A client that does not read", ["MB of memory", "before", "stalled", "chunks taken"])
    findings = Findings([throughput, stalled])
    with servers.running(servers.OURS, settings) as server:
        for size in SIZES:
            rates = measure(settings, server, size)
            situation = f"chunks of {size:,}"
            throughput.rows.append([situation, stats.spread(rates).text(1)])
            findings.samples[situation] = rates
    with servers.running(servers.OURS, settings) as server:
        stalled.rows.append(["ours, one stream", *(f"{value:g}" for value in stall(server, settings))])
    findings.notes.append(
        f"a stalled client leaves its window closed and sends for {STALLED_S} s: the server reads no further"
    )
    return findings


def measure(settings: Settings, server: servers.Server, size: int) -> list[float]:
    """Million codes per second of CPU, in each round: h2load sends all chunks of a stream as the body of one request."""
    asked = bulk.statuses(size)
    right = bulk.codes(server, asked)
    messages = bulk.chunks(asked, CODES_OF_A_STREAM // size // (30 if settings.quick else 1) or 1)
    answers = bulk.ask_stream(server, messages, right)
    streams = max(settings.calls(CODES_OF_A_ROUND // CODES_OF_A_STREAM) if not settings.quick else 0, CONNECTIONS)
    work = h2load.Load(CONNECTIONS, 1, streams, SERVICE + "StreamMapHttpStatuses", bulk.body(messages),
                       len(bulk.body(answers)))  # fmt: skip
    check = functools.partial(bulk.ask_stream, messages=messages[:3], right=right)
    samples = rounds.compare(settings, rounds.of_all([server], work, check))
    return [size * len(messages) / cpu for cpu in samples[server.name].cpu_us]


def stall(server: servers.Server, settings: Settings) -> tuple[float, float, int]:
    """Memory before and while a client sends and does not read, and how many chunks the server took from it."""
    message = bulk.chunks(bulk.statuses(STALLED_CHUNK), 1)[0]
    with http2.Client(server, window=0) as client:
        client.until(lambda: client.acknowledged)
        before = process.memory_mb(server.pid)
        stream = client.start(SERVICE + "StreamMapHttpStatuses", message, end=False)
        sent, end = 1, time.monotonic() + (1 if settings.quick else STALLED_S)
        while time.monotonic() < end:
            sent += client.more(stream, message, timeout=0.2)
        return before, process.memory_mb(server.pid), sent
