"""A process as Linux sees it: its CPU time and its memory; and how to start one on chosen cores."""

import subprocess
import time
from pathlib import Path

CPUCLOCK_SCHED = 2
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


def cpu_seconds(pid: int) -> float:
    """utime + stime of all threads, also of those that ended. Read from the process's CPU clock, as clock_getcpuclockid(3)
    names it: /proc/PID/stat has the same sum in steps of 10 ms."""
    return time.clock_gettime((~pid << 3) | CPUCLOCK_SCHED)


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
