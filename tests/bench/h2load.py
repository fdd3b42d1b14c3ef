"""h2load, the load generator of nghttp2: runs it, and takes nothing for a success that was none.

To h2load a gRPC error is a success, since its HTTP status is 200; but an error has no message, so that the bytes of all
answers tell one from the other.
"""

import re
import subprocess
import tempfile
from dataclasses import dataclass

TIMEOUT_S = 900
REQUESTS = re.compile(
    r"^requests: (?P<total>\d+) total, \d+ started, (?P<done>\d+) done, (?P<succeeded>\d+) succeeded, "
    r"(?P<failed>\d+) failed, (?P<errored>\d+) errored, (?P<timeout>\d+) timeout$",
    re.MULTILINE,
)
STATUSES = re.compile(r"^status codes: (?P<ok>\d+) 2xx, (?P<others>.*)$", re.MULTILINE)
TRAFFIC = re.compile(r"^traffic: .*, \S+ \((?P<data>\d+)\) data$", re.MULTILINE)
FINISHED = re.compile(r"^finished in (?P<time>[\d.]+)(?P<unit>us|ms|s|m|h),", re.MULTILINE)
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}


class LoadError(Exception):
    """Some call was not answered rightly, so that the round measures something else."""


@dataclass(frozen=True)
class Load:
    """So many calls, each a frame of bytes, over so many connections with so many streams at a time on each."""

    connections: int
    streams: int
    calls: int
    path: str
    frame: bytes
    answer_size: int  # of the frame of a right answer

    @property
    def shape(self) -> str:
        return f"{self.connections}x{self.streams}"


@dataclass(frozen=True)
class Summary:
    calls: int
    seconds: float


def parse(output: str, calls: int, answer_size: int) -> Summary:
    """The summary that h2load prints at its end. Raises LoadError unless all calls got an answer of the right size."""
    found = [pattern.search(output) for pattern in (REQUESTS, STATUSES, TRAFFIC, FINISHED)]
    if None in found:
        raise LoadError(f"h2load printed no summary: {output[-500:]!r}")
    requests, statuses, traffic, finished = found
    answered = {int(requests["total"]), int(requests["done"]), int(requests["succeeded"]), int(statuses["ok"])}
    if answered != {calls}:
        raise LoadError(f"not all of {calls} calls were answered: {requests[0]}; {statuses[0]}")
    if int(traffic["data"]) != calls * answer_size:
        raise LoadError(f"answers have {int(traffic['data']) / calls:.1f} bytes on average instead of {answer_size}")
    return Summary(calls, float(finished["time"]) * UNITS[finished["unit"]])


def run(load: Load, address: str, cores: list[int]) -> Summary:
    """One thread of h2load on these cores."""
    with tempfile.NamedTemporaryFile(prefix="bench-frame-") as frame:
        frame.write(load.frame)
        frame.flush()
        command = ["taskset", "--cpu-list", ",".join(map(str, cores)), "h2load", "--threads=1"]
        command += [
            f"--clients={load.connections}",
            f"--max-concurrent-streams={load.streams}",
            f"--requests={load.calls}",
        ]
        command += ["--header=content-type: application/grpc", "--header=te: trailers", f"--data={frame.name}"]
        command += [f"http://{address}{load.path}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    if done.returncode != 0:
        raise LoadError(f"h2load ended with {done.returncode}: {done.stderr[-500:]}")
    return parse(done.stdout, load.calls, load.answer_size)
