"""Reads the CSV files of service/data: rows of the right shape, cells of the right kind, everything else a problem."""

import csv
import io
import re
from collections import namedtuple
from pathlib import Path

Row = namedtuple("Row", "file line fields")

COLUMNS = {
    "sources.csv": "file rows source date note",
    "grpc_codes.csv": "code name reference",
    "vendor_table.csv": "code message description",
    "divergences.csv": "code kind vendor_words standard_words clause",
    "iana.csv": "code phrase reference state expires note",
    "semantics.csv": "code is_error is_interim content_allowed heuristically_cacheable retry_advice"
    " retry_after_meaningful redirect_kind source",
    "nonstandard.csv": "code vendor name meaning seen_on collides_with source",
    "phrases.csv": "code phrase used_by",
    "classification.csv": "convention question code_space code answer source_repo source_path note",
    "conventions.csv": "id summary used_by repository http_to_grpc_path grpc_to_http_path version version_date caution",
    "aliases.csv": "id summary http_to_grpc grpc_to_http",
    "verification.csv": "convention direction library version date how",
    "mappings.csv": "convention direction from to note",
    "schools.csv": "id summary answers",
    "retry_policies.csv": "policy code_space codes verdict methods needs_retry_after honours_retry_after source note",
    "methods.csv": "method safe idempotent source",
    "applications.csv": "code_space code applied source",
    "backoffs.csv": "code_space base_ms cap_ms source",
    "retry_clauses.csv": "id source says",
}
MAY_BE_EMPTY = {
    "note", "expires", "collides_with", "http_to_grpc_path", "grpc_to_http_path", "version_date", "caution",
    "source_repo", "vendor_words", "standard_words", "clause",
}  # fmt: skip

HTTP_STATUS = (100, 599)
GRPC_CODE = (0, 16)


class Problems:
    """Collects what is wrong, so that one build shows all of it."""

    def __init__(self):
        self.lines = []

    def add(self, row, message):
        self.lines.append(f"{row.file}:{row.line}: {message}")


def read_table(directory, name, problems):
    """The rows of one file that have the right shape; what has not is a problem."""
    path = Path(directory) / name
    at = Row(path, 1, {})
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.add(at, f"cannot be read: {error.strerror}")
        return []
    if data.startswith(b"\xef\xbb\xbf"):
        problems.add(at, "starts with a byte order mark; save as UTF-8 without one")
        return []
    if b"\r" in data:
        line = data[: data.index(b"\r")].count(b"\n") + 1
        problems.add(Row(path, line, {}), "has a carriage return; lines end in a line feed alone")
        return []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.add(Row(path, line, {}), f"is not UTF-8: byte {data[error.start]:#04x}")
        return []
    return list(parse_rows(path, text, COLUMNS[name].split(), problems))


def parse_rows(path, text, columns, problems):
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for values in reader:
            row = Row(path, line, dict(zip(columns, values, strict=False)))
            line = reader.line_num + 1
            if row.line == 1:
                if values != columns:
                    problems.add(row, f"has columns {','.join(values)}; expected {','.join(columns)}")
                    return
            elif len(values) != len(columns):
                problems.add(row, f"has {len(values)} columns; expected {len(columns)}: {','.join(columns)}")
            elif check_cells(row, problems):
                yield row
    except csv.Error as error:
        problems.add(Row(path, line, {}), f"is not CSV: {error}")


def check_cells(row, problems):
    fine = True
    for column, value in row.fields.items():
        if not value and column not in MAY_BE_EMPTY:
            problems.add(row, f"column {column} is empty")
            fine = False
        elif value != value.strip():
            problems.add(row, f"column {column} has white space around its value: {value!r}")
            fine = False
    return fine


def number(row, column, bounds, problems):
    value = row.fields[column]
    low, high = bounds
    if not re.fullmatch(r"[0-9]+", value) or not low <= int(value) <= high:
        problems.add(row, f"{column} is {value!r}; expected a number from {low} to {high}")
        return low
    return int(value)


def one_of(row, column, allowed, problems):
    value = row.fields[column]
    if value not in allowed:
        problems.add(row, f"{column} is {value!r}; expected one of {', '.join(allowed)}")
        return allowed[0]
    return value


def day(row, column, problems):
    value = row.fields[column]
    if value and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        problems.add(row, f"{column} is {value!r}; expected a day as YYYY-MM-DD")
    return value


def unique(rows, columns, problems):
    """Reports every row whose key was there before."""
    seen = {}
    for row in rows:
        key = tuple(row.fields[column] for column in columns)
        if key in seen:
            problems.add(row, f"{' '.join(key)} is a duplicate of line {seen[key]}")
        seen.setdefault(key, row.line)


def code_range(row, column, space, code_names, problems):
    """(kind, first, last) of "404", "400-499", "NOT_FOUND" or "*"."""
    value = row.fields[column]
    low, high = HTTP_STATUS if space == "http" else GRPC_CODE
    if value == "*":
        return "default", low, high
    if space == "grpc":
        if value not in code_names:
            problems.add(row, f"{column} is {value!r}; expected a name of google.rpc.Code or *")
            return "exact", low, low
        return "exact", code_names[value], code_names[value]
    match = re.fullmatch(r"([0-9]{3})(?:-([0-9]{3}))?", value)
    if not match:
        problems.add(row, f"{column} is {value!r}; expected a code, a range such as 400-499, or *")
        return "exact", low, low
    first, last = int(match[1]), int(match[2] or match[1])
    if not low <= first <= last <= high or (match[2] and first == last):
        problems.add(row, f"{column} is {value!r}; expected codes from {low} to {high}, in ascending order")
        return "exact", low, low
    return ("range" if match[2] else "exact"), first, last
