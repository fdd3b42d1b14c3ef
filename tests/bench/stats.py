"""Numbers of several rounds as one: the median, and how far the rounds lie apart."""

import math
import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    median: float
    low: float
    high: float
    rounds: int

    def text(self, digits: int = 2) -> str:
        if self.rounds == 1:
            return f"{self.median:.{digits}f}"
        return f"{self.median:.{digits}f} ({self.low:.{digits}f}..{self.high:.{digits}f})"


def spread(values: list[float]) -> Spread:
    return Spread(statistics.median(values), min(values), max(values), len(values))


def ratios(ours: list[float], baseline: list[float]) -> Spread:
    """The ratio of each round, in which both ran one right after the other: what disturbs one round disturbs both."""
    return spread([a / b for a, b in zip(ours, baseline, strict=True)])


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that at least so many percent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)]
