"""What one run of the benchmarks is told: where things are, how much to measure, which core serves and which one asks."""

import os
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QUICK_ROUNDS = 1


def cores() -> tuple[int, int]:
    """One core for the server, another one for the load: the last and the first; a machine with one core shares it."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[-1], usable[0]


@dataclass(frozen=True)
class Settings:
    build: Path  # of CMake, with bin/ and bench/bin/
    work: Path  # for whatever a run writes; the baselines of other languages are in its bin/
    quick: bool = False  # short rounds, which prove that a case runs and that its answers are right
    rounds: int = 5
    servers: tuple[str, ...] = ("ours", "textbook", "go", "tonic")
    server_core: int = field(default_factory=lambda: cores()[0])
    load_core: int = field(default_factory=lambda: cores()[1])

    def program(self, name: str) -> Path:
        """A program of ours that only the benchmarks have."""
        return self.build / "bench" / "bin" / name

    def calls(self, wanted: int) -> int:
        """How many calls of a round."""
        return max(wanted // 30, 100) if self.quick else wanted
