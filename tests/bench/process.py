"""A process as Linux sees it: its CPU time and its memory; and how to start one on chosen cores."""

import os
import subprocess
import time
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
STOP_TIMEOUT_S = 20


def start(command: list, on: list[int], **options) -> subprocess.Popen:
    """Starts a program that may run on these cores only. taskset becomes the program: the process id is its own."""
    cores = ",".join(map(str, on))
    return subprocess.Popen(["taskset", "--cpu-list", cores, *map(str, command)], stdin=subprocess.DEVNULL, **options)


def stop(process: subprocess.Popen) -> None:
    """SIGTERM, then, if it does not listen, SIGKILL."""
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_TIMEOUT_S)


def parse_cpu(stat: str) -> float:
    """utime + stime of /proc/PID/stat in seconds, of all threads. The name in parentheses may contain anything."""
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def cpu_seconds(pid: int) -> float:
    return parse_cpu(Path(f"/proc/{pid}/stat").read_text())


def parse_memory(status: str, name: str) -> float:
    """A line of /proc/PID/status in MB: VmRSS is what is resident now, VmHWM the most that ever was."""
    line = next(line for line in status.splitlines() if line.startswith(name + ":"))
    return int(line.split()[1]) * 1024 / 1e6


def memory_mb(pid: int, name: str = "VmRSS") -> float:
    return parse_memory(Path(f"/proc/{pid}/status").read_text(), name)


def wait_until(condition, seconds: float, what: str, pause: float = 0.01):
    """The first true result of the condition."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} took more than {seconds:g} s")
        time.sleep(pause)
    return result
