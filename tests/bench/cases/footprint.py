"""Case 6: start, memory and size."""

import contextlib
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from bench import h2load, process, raw_calls, rounds, servers, stats
from bench.budgets import Measured
from bench.questions import MAP
from bench.report import Findings, Table
from bench.settings import Settings

STARTS = 20
CONNECTIONS = 1000
CALLS_OF_AN_HOUR = 3_600_000  # a thousand in a second
START_TIMEOUT_S = 30
CALL = raw_calls.first_call(raw_calls.HEALTH, raw_calls.EMPTY)


def start_ms(name: str, settings: Settings) -> float:
    """From exec until the health check says SERVING."""
    port = servers.free_port()
    command = servers.command(name, settings, port)
    begin = time.perf_counter()
    started = process.start(command, [settings.server_core], stdout=subprocess.DEVNULL)
    try:
        process.wait_until(lambda: serves(port), START_TIMEOUT_S, f"the start of {name}", pause=0.0002)
        return (time.perf_counter() - begin) * 1000
    finally:
        process.stop(started)


def serves(port: int) -> bool:
    connection = raw_calls.ask(port, CALL, raw_calls.SERVING)
    if connection is None:
        return False
    connection.close()
    return True


def with_connections(server: servers.Server, wanted: int) -> float:
    """Memory while so many connections, each of which asked once, are open."""
    with contextlib.ExitStack() as stack:
        for _ in range(wanted):
            connection = raw_calls.ask(server.port, CALL, raw_calls.SERVING)
            if connection is None:
                raise h2load.LoadError(f"{server.name} does not take {wanted} connections")
            stack.enter_context(connection)
        return process.memory_mb(server.pid)


def memory(name: str, settings: Settings, right: bytes) -> dict[str, float]:
    """MB in the order in which a server lives through this."""
    found = {}
    with servers.running(name, settings) as server:
        serves(server.port)
        found["idle"] = process.memory_mb(server.pid)
        found[f"{CONNECTIONS} connections"] = with_connections(server, CONNECTIONS)
        found["after them"] = process.memory_mb(server.pid)
    with servers.running(name, settings) as server:
        short = rounds.load(MAP, right, 50, 20, settings.calls(60_000))
        h2load.run(short, server.address, [settings.load_core])
        found["most under load 50x20"] = process.memory_mb(server.pid, "VmHWM")
        calls = CALLS_OF_AN_HOUR // 100 if settings.quick else CALLS_OF_AN_HOUR
        h2load.run(rounds.load(MAP, right, 50, 20, calls), server.address, [settings.load_core])
        found[f"after {calls} calls"] = process.memory_mb(server.pid)
        found["most of all"] = process.memory_mb(server.pid, "VmHWM")
        servers.check(server, {MAP: right})
    return found


def stripped_mb(program: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "stripped"
        subprocess.run(["strip", "-o", copy, program], check=True)
        return copy.stat().st_size / 1e6


def run(settings: Settings) -> Findings:
    # Each connection is a descriptor of ours too.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    names = tuple(name for name in settings.servers if name in (servers.OURS, "textbook"))
    starts = {name: [] for name in names}
    for _ in range(3 if settings.quick else STARTS):
        for name in names:
            starts[name].append(start_ms(name, settings))
    with servers.all_running(settings, ()) as (_, answers):
        right = answers[MAP]
    found = {name: memory(name, settings, right) for name in names}
    size = {name: stripped_mb(servers.program(name, settings)) for name in names}
    return tell(starts, found, size)


def tell(starts: dict[str, list], found: dict[str, dict[str, float]], size: dict[str, float]) -> Findings:
    names = list(starts)
    table = Table("6. Start, memory, size", ["", *names])
    table.rows.append(["start to SERVING, ms", *(stats.spread(starts[name]).text(1) for name in names)])
    for what in found[servers.OURS]:
        table.rows.append([f"memory {what}, MB", *(f"{found[name][what]:.1f}" for name in names)])
    table.rows.append(["stripped binary, MB", *(f"{size[name]:.1f}" for name in names)])
    ours = found[servers.OURS]
    measured = [
        Measured("start", "from exec", stats.spread(starts[servers.OURS])),
        Measured("memory/idle", "after one health check", stats.spread([ours["idle"]])),
        Measured("memory/load", "most of all, 50x20", stats.spread([ours["most of all"]])),
        Measured("memory/load", f"{CONNECTIONS} connections", stats.spread([ours[f"{CONNECTIONS} connections"]])),
        Measured("binary", "", stats.spread([size[servers.OURS]])),
    ]
    note = "resident memory counts pages of libraries; the textbook's binary is small because its libraries are shared"
    return Findings([table], {"start_ms": starts, "memory_mb": found, "stripped_mb": size}, measured, [note])
