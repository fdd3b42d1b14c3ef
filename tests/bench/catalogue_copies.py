"""A data folder like service/data with several times as many conventions: each once more under other ids."""

import csv
import shutil
from pathlib import Path

# The files that speak of a convention, and the column with its id.
OF_CONVENTIONS = {"conventions.csv": "id", "mappings.csv": "convention", "verification.csv": "convention"}
SOURCES = "sources.csv"


def read(path: Path) -> tuple[list[str], list[dict]]:
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or []), list(reader)


def write_rows(path: Path, columns: list[str], rows: list[dict]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def copies(rows: list[dict], column: str, times: int) -> list[dict]:
    """The rows as they are, then again for copies of their conventions."""
    return rows + [row | {column: f"{row[column]}-copy{number}"} for number in range(1, times) for row in rows]


def write(source: Path, target: Path, times: int) -> int:
    """Fills the target folder anew; the number of its conventions."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    counts = {}
    for name, column in OF_CONVENTIONS.items():
        columns, rows = read(source / name)
        more = copies(rows, column, times)
        write_rows(target / name, columns, more)
        counts[name] = len(more)
    columns, rows = read(source / SOURCES)
    write_rows(target / SOURCES, columns, [row | {"rows": counts.get(row["file"], row["rows"])} for row in rows])
    return counts["conventions.csv"]
