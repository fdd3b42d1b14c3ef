"""The servers that are measured: ours and the baselines, as processes on the core of the servers."""

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import process, questions
from bench.settings import Settings

START_TIMEOUT_S = 30
OURS = "ours"


@dataclass(frozen=True)
class Server:
    name: str
    pid: int
    port: int
    host: str = "127.0.0.1"

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    def cpu_seconds(self) -> float:
        return process.cpu_seconds(self.pid)


def program(name: str, settings: Settings) -> Path:
    """The binary. The baselines of other languages are where tests/bench/run builds them."""
    return {
        OURS: settings.build / "bin/statusmap-server",
        "textbook": settings.program("statusmap-textbook"),
        "go": settings.work / "bin/statusmap-go",
        "tonic": settings.work / "bin/statusmap-tonic",
    }[name]


def answers_file(settings: Settings) -> Path:
    return settings.work / "answers"


def command(name: str, settings: Settings, port: int, flags: tuple[str, ...] = ()) -> list:
    """Each with its default settings, flags apart."""
    arguments = {
        OURS: [f"--listen_address=127.0.0.1:{port}", *flags],
        "textbook": [port],
        "go": [answers_file(settings), port],
        "tonic": [answers_file(settings), port],
    }
    return [program(name, settings), *arguments[name]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionRefusedError:
        return False
    return True


@contextlib.contextmanager
def running(name: str, settings: Settings, *flags: str, cores: list[int] | None = None) -> Iterator[Server]:
    """A server that accepts connections, until the end of the block."""
    port = free_port()
    on = [settings.server_core] if cores is None else cores
    started = process.start(command(name, settings, port, flags), on, stdout=subprocess.DEVNULL)
    try:

        def ready():
            if started.poll() is not None:
                raise RuntimeError(f"{name} ended with {started.returncode} before it served")
            return listens(port)

        process.wait_until(ready, START_TIMEOUT_S, f"the start of {name}")
        yield Server(name, started.pid, port)
    finally:
        process.stop(started)


@contextlib.contextmanager
def all_running(settings: Settings, names: tuple[str, ...]) -> Iterator[tuple[list[Server], dict]]:
    """These servers at once, all checked to give the answers of ours, and those answers."""
    with contextlib.ExitStack() as stack:
        with running(OURS, settings) as ours, questions.Client(ours.address) as client:
            right = questions.known(client)
        questions.write(right, answers_file(settings))
        servers = [stack.enter_context(running(name, settings)) for name in names]
        for server in servers:
            check(server, right)
        yield servers, right


def check(server: Server, right: dict) -> None:
    with questions.Client(server.address) as client:
        questions.check(client, server.name, right)
