"""The budgets of the design, and what a run says of each: the one place where a limit is written."""

import dataclasses
from dataclasses import dataclass

from bench.stats import Spread


@dataclass(frozen=True)
class Budget:
    key: str
    what: str
    limit: float | None = None  # none: reported, as low as it goes
    at_least: bool = False

    def met(self, measured: Spread) -> bool | None:
        if self.limit is None:
            return None
        return measured.median >= self.limit if self.at_least else measured.median <= self.limit


BUDGETS = (
    Budget("unary/textbook", "server CPU per unary call, ratio to the textbook server", 0.75),
    Budget("unary/go", "server CPU per unary call, ratio to grpc-go", 0.75),
    Budget("unary/tonic/one", "server CPU per unary call, ratio to tonic, one stream per connection", 1.0),
    Budget("unary/tonic/many", "server CPU per unary call, ratio to tonic, many streams per connection"),
    Budget("silence", "p99 of a call after 1 s of silence, ratio to p50 of the busy server", 3.0),
    Budget("batch", "batch of 100,000 codes, million codes per core-second", 100.0, at_least=True),
    Budget("catalogue", "one lookup or mapping in process, ns", 5.0),
    Budget("start", "start to SERVING, ms", 50.0),
    Budget("memory/idle", "resident memory, idle, MB", 16.0),
    Budget("memory/load", "resident memory, under load, MB", 40.0),
    Budget("binary", "stripped binary, MB", 20.0),
)
WORDS = {True: "met", False: "MISSED", None: "no limit"}


@dataclass(frozen=True)
class Measured:
    """A number that a case measured for a budget, and in which situation."""

    budget: str
    situation: str
    value: Spread


@dataclass(frozen=True)
class Verdict:
    budget: Budget
    measured: Measured | None

    @property
    def word(self) -> str:
        return "not measured" if self.measured is None else WORDS[self.budget.met(self.measured.value)]

    def row(self) -> list[str]:
        sign = "" if self.budget.limit is None else f"{'>=' if self.budget.at_least else '<='} {self.budget.limit:g}"
        if self.measured is None:
            return [self.budget.what, "", sign, "", self.word]
        return [self.budget.what, self.measured.situation, sign, self.measured.value.text(), self.word]

    def json(self) -> dict:
        measured = None if self.measured is None else dataclasses.asdict(self.measured)
        return {**dataclasses.asdict(self.budget), "measured": measured, "verdict": self.word}


def judge(measured: list[Measured]) -> list[Verdict]:
    """Every budget, once for each situation in which it was measured."""
    known = {budget.key for budget in BUDGETS}
    unknown = {one.budget for one in measured} - known
    if unknown:
        raise KeyError(f"no such budget: {', '.join(sorted(unknown))}")
    verdicts = []
    for budget in BUDGETS:
        mine = [Verdict(budget, one) for one in measured if one.budget == budget.key]
        verdicts += mine or [Verdict(budget, None)]
    return verdicts
