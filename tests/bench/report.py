"""What a case found, as tables of text."""

from dataclasses import dataclass, field

from bench.budgets import Measured, Verdict


@dataclass
class Table:
    title: str
    columns: list[str]
    rows: list[list[str]] = field(default_factory=list)

    def text(self) -> str:
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        # The first column is a name, the others are numbers.
        cells = [[cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths, strict=True))]
                 for line in lines]  # fmt: skip
        rule = ["-" * width for width in widths]
        return "\n".join([self.title, *("  " + "  ".join(line).rstrip() for line in [cells[0], rule, *cells[1:]])])


@dataclass
class Findings:
    """Tables for people, samples for programs, numbers for the budgets, and what a reader must know to judge them."""

    tables: list[Table] = field(default_factory=list)
    samples: dict = field(default_factory=dict)
    measured: list[Measured] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "\n\n".join([*(table.text() for table in self.tables), *(f"Note: {note}" for note in self.notes)])

    def json(self) -> dict:
        tables = [{"title": table.title, "columns": table.columns, "rows": table.rows} for table in self.tables]
        return {"tables": tables, "samples": self.samples, "notes": self.notes}


def budget_table(verdicts: list[Verdict]) -> Table:
    rows = [verdict.row() for verdict in verdicts]
    return Table("Budgets", ["budget", "situation", "limit", "measured", "verdict"], rows)
