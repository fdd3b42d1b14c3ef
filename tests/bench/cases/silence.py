"""Case 2: how long a call takes after a second of silence, when threads and caches of a server have gone to rest.

The budget compares with a busy server, and there are three of them. One is under load: a call waits for others. One has a
single client, which asks without a pause, so that nothing queues. But a client that is silent for a second has gone to rest
as well; so the third one is asked after a pause, while another client keeps it busy.
"""

import subprocess
import threading

from bench import h2load, process, rounds, servers, stats
from bench.budgets import Measured
from bench.questions import MAP
from bench.report import Findings, Table
from bench.settings import Settings

SILENCE_MS = 1000
SAMPLES, QUICK_SAMPLES = 200, 4
BUSY_SAMPLES = 5000
LOADED_SAMPLES = 500
RESTED_SAMPLES, QUICK_RESTED_SAMPLES = 50, 2
PERCENTS = (50, 90, 99, 100)


def ask(
    settings: Settings, running: list[servers.Server], right: bytes, samples: int, pause_ms: int
) -> dict[str, list]:
    """Microseconds of each call to each server, asked in turn from the core of the load."""
    command = [settings.program("silence-client"), MAP.path, MAP.request.hex(), samples, pause_ms]
    client = process.start([*command, *(server.address for server in running)], [settings.load_core],
                           stdout=subprocess.PIPE, text=True)  # fmt: skip
    took = {server.name: [] for server in running}
    with client:
        for line in client.stdout:
            position, nanoseconds, response = line.split()
            if bytes.fromhex(response) != right and MAP.read(bytes.fromhex(response)) != MAP.read(right):
                client.kill()
                raise h2load.LoadError(f"{running[int(position)].name} answers otherwise after silence")
            took[running[int(position)].name].append(int(nanoseconds) / 1000)
    if client.returncode != 0:
        raise h2load.LoadError(f"silence-client ended with {client.returncode}")
    return took


def ask_under_load(
    settings: Settings, server: servers.Server, work: h2load.Load, right: bytes, samples: int, pause_ms: int
) -> list[float]:
    """The same calls while h2load keeps the server busy."""
    done = threading.Event()

    def keep_loading():
        while not done.is_set():
            h2load.run(work, server.address, [settings.load_core])

    loading = threading.Thread(target=keep_loading)
    loading.start()
    try:
        return ask(settings, [server], right, samples, pause_ms)[server.name]
    finally:
        done.set()
        loading.join()


def run(settings: Settings) -> Findings:
    names = tuple(name for name in settings.servers if name in (servers.OURS, "textbook"))
    samples = QUICK_SAMPLES if settings.quick else SAMPLES
    columns = ["one MapHttpStatus, us", "calls", *("max" if percent == 100 else f"p{percent}" for percent in PERCENTS)]
    findings = Findings([Table("2. Latency after 1 s of silence", columns)])
    with servers.all_running(settings, names) as (running, right):
        answer = right[MAP]
        # While one server is asked the others are silent; a tenth more makes sure of the second.
        pause = SILENCE_MS * 11 // 10 // len(running)
        busy = ask(settings, running, answer, settings.calls(BUSY_SAMPLES), 0)
        silent = ask(settings, running, answer, samples, pause)
        one_call, many_calls = rounds.load(MAP, answer, 1, 1, 5_000), rounds.load(MAP, answer, 10, 10, 20_000)
        few = QUICK_RESTED_SAMPLES if settings.quick else RESTED_SAMPLES
        rested, loaded = {}, {}
        for one in running:
            rested[one.name] = ask_under_load(settings, one, one_call, answer, few, SILENCE_MS)
            loaded[one.name] = ask_under_load(settings, one, many_calls, answer, settings.calls(LOADED_SAMPLES), 1)
    compared = (
        ("busy, one call at a time", busy),
        ("busy, client at rest for 1 s", rested),
        ("busy with 10x10 other calls", loaded),
    )
    for name in names:
        for situation, took in (*compared, ("after silence", silent)):
            cells = [f"{stats.percentile(took[name], percent):.0f}" for percent in PERCENTS]
            findings.tables[0].rows.append([f"{name}, {situation}", str(len(took[name])), *cells])
            findings.samples[f"{name}, {situation}"] = took[name]
    for name in names:
        worst = stats.percentile(silent[name], 99)
        ratios = {situation: worst / stats.percentile(took[name], 50) for situation, took in compared}
        said = (f"{ratio:.1f} times p50 when {situation}" for situation, ratio in ratios.items())
        findings.notes.append(f"{name}: p99 after silence is {'; '.join(said)}")
        if name == servers.OURS:
            findings.measured += [Measured("silence", which, stats.spread([ratio])) for which, ratio in ratios.items()]
    return findings
