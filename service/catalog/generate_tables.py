#!/usr/bin/env python3
"""Turns the CSV files of service/data into one C++ header of constexpr tables.

    generate_tables.py DATA_DIRECTORY OUTPUT_HEADER

A broken row stops the build: every problem is printed as FILE:LINE: MESSAGE, and the exit code is 1. What a single file
cannot show (that every semantics row has a registry row, for instance) is asserted by the compiler in invariants.cc.
"""

import csv
import io
import re
import sys
from collections import namedtuple
from pathlib import Path

Row = namedtuple("Row", "file line fields")

COLUMNS = {
    "sources.csv": "file rows source date note",
    "grpc_codes.csv": "code name reference",
    "vendor_table.csv": "code message description",
    "iana.csv": "code phrase reference state expires note",
    "semantics.csv": "code is_error is_interim content_allowed heuristically_cacheable retry_advice"
    " retry_after_meaningful redirect_kind source",
    "nonstandard.csv": "code vendor name meaning seen_on collides_with source",
    "classification.csv": "convention question code_space code answer source_repo source_path note",
    "conventions.csv": "id summary used_by repository http_to_grpc_path grpc_to_http_path version version_date caution",
    "aliases.csv": "id summary http_to_grpc grpc_to_http",
    "mappings.csv": "convention direction from to note",
}
MAY_BE_EMPTY = {
    "note", "expires", "collides_with", "http_to_grpc_path", "grpc_to_http_path", "version_date", "caution",
    "source_repo",
}  # fmt: skip

DIRECTIONS = ("http_to_grpc", "grpc_to_http")
STATES = ("registered", "temporary", "unused", "obsoleted")
RETRY_ADVICE = (
    "NEVER", "SAME_REQUEST_LATER", "AFTER_RETRY_AFTER", "MODIFIED_REQUEST", "AFTER_AUTH", "IDEMPOTENT_ONLY",
)  # fmt: skip
REDIRECT_KINDS = (
    "NONE", "CHOICE", "PERMANENT_METHOD_MAY_CHANGE", "TEMPORARY_METHOD_MAY_CHANGE", "SEE_OTHER_BECOMES_GET",
    "NOT_MODIFIED_USE_CACHE", "USE_PROXY_DEPRECATED", "RESERVED_UNUSED", "TEMPORARY_METHOD_PRESERVED",
    "PERMANENT_METHOD_PRESERVED",
)  # fmt: skip
HTTP_STATUS = (100, 599)
GRPC_CODE = (0, 16)
NO_ANSWER = -1


class Problems:
    """Collects what is wrong, so that one build shows all of it."""

    def __init__(self):
        self.lines = []

    def add(self, row, message):
        self.lines.append(f"{row.file}:{row.line}: {message}")


# --- reading ---------------------------------------------------------------------------------------------------------


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
            row = Row(path, line, dict(zip(columns, values)))
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


# --- meaning of single cells -------------------------------------------------------------------------------------------


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


# --- meaning of whole files ----------------------------------------------------------------------------------------------


def mapping_rows(rows, conventions, code_names, problems):
    """Rules sorted by convention and direction, the widest first: whoever applies them in this order ends with the
    narrowest rule that matches."""
    unique(rows, ("convention", "direction", "from"), problems)
    rules = []
    for row in rows:
        convention, note = row.fields["convention"], row.fields["note"]
        if convention not in conventions:
            problems.add(row, f"unknown convention {convention!r}; conventions.csv has none with this id")
            continue
        direction = one_of(row, "direction", DIRECTIONS, problems)
        space, target_space = ("http", "grpc") if direction == "http_to_grpc" else ("grpc", "http")
        kind, first, last = code_range(row, "from", space, code_names, problems)
        target = NO_ANSWER
        if row.fields["to"] != "-":
            target_kind, target, _ = code_range(row, "to", target_space, code_names, problems)
            if target_kind != "exact":
                problems.add(row, f"to is {row.fields['to']!r}; expected one code, or - for no answer")
        if not conventions[convention].fields[f"{direction}_path"]:
            problems.add(row, f"conventions.csv names no {direction}_path for {convention}")
        rules.append(
            (conventions_index(conventions, convention), DIRECTIONS.index(direction), first - last, first, last,
             kind, target, row, note)
        )  # fmt: skip
    rules.sort(key=lambda rule: (rule[0], rule[1], rule[5] != "default", rule[2], rule[3]))
    check_overlaps(rules, problems)
    return rules


def conventions_index(conventions, wanted):
    return list(conventions).index(wanted)


def check_overlaps(rules, problems):
    """Two ranges of one convention may only nest: otherwise no rule says which of them answers."""
    ranges = [rule for rule in rules if rule[5] == "range"]
    for i, (convention, direction, _, first, last, *_rest) in enumerate(ranges):
        row = ranges[i][7]
        for other in ranges[:i]:
            if other[:2] != (convention, direction) or other[4] < first or last < other[3]:
                continue
            nested = (other[3] <= first and last <= other[4]) or (first <= other[3] and other[4] <= last)
            if not nested or (other[3], other[4]) == (first, last):
                later, earlier = (row, other[7]) if row.line > other[7].line else (other[7], row)
                problems.add(
                    later,
                    f"range {later.fields['from']} overlaps {earlier.fields['from']} of line {earlier.line}",
                )


def check_sources(directory, tables, problems):
    """sources.csv names every file, with its number of rows, so that a lost row is noticed."""
    unique(tables["sources.csv"], ("file",), problems)
    listed = {}
    for row in tables["sources.csv"]:
        name = one_of(row, "file", tuple(COLUMNS), problems)
        listed[name] = row
        day(row, "date", problems)
        rows = number(row, "rows", (1, 10**6), problems)
        if name != "sources.csv" and rows != len(tables[name]):
            problems.add(row, f"says that {name} has {rows} rows; it has {len(tables[name])} good ones")
    for name in COLUMNS:
        if name not in listed and name != "sources.csv":
            problems.add(Row(Path(directory) / "sources.csv", 1, {}), f"does not name {name}")


# --- writing -----------------------------------------------------------------------------------------------------------


def text(value):
    """A C++ string literal with the same bytes."""
    out = []
    for byte in value.encode("utf-8"):
        plain = 32 <= byte < 127 and chr(byte) not in '"\\?'
        out.append(chr(byte) if plain else f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


def flag(row, column, problems):
    return "true" if one_of(row, column, ("0", "1"), problems) == "1" else "false"


def enumerator(enum, value):
    return f"{enum}::k" + "".join(part.capitalize() for part in value.lower().split("_"))


def array(type_name, name, rows):
    lines = [f"inline constexpr std::array<{type_name}, {len(rows)}> {name} = {{{{"]
    lines += ["    {" + ", ".join(str(cell) for cell in row) + "}," for row in rows]
    return "\n".join([*lines, "}};", ""])


def emit(tables, problems):
    """The text of the header."""
    code_names = {}
    for row in tables["grpc_codes.csv"]:
        code_names[row.fields["name"]] = number(row, "code", GRPC_CODE, problems)
    unique(tables["conventions.csv"], ("id",), problems)
    conventions = {row.fields["id"]: row for row in sorted(tables["conventions.csv"], key=lambda r: r.fields["id"])}
    parts = []

    def add(type_name, name, rows):
        parts.append(array(type_name, name, rows))

    def by_code(name, bounds):
        rows = [(number(row, "code", bounds, problems), row) for row in tables[name]]
        return sorted(rows, key=lambda pair: pair[0])

    for name, columns in (
        ("grpc_codes.csv", ("code",)),
        ("grpc_codes.csv", ("name",)),
        ("vendor_table.csv", ("code",)),
        ("iana.csv", ("code",)),
        ("semantics.csv", ("code",)),
        ("nonstandard.csv", ("code", "vendor", "name")),
        ("classification.csv", ("convention", "question", "code_space", "code")),
        ("aliases.csv", ("id",)),
    ):
        unique(tables[name], columns, problems)

    add("GrpcCodeRow", "kGrpcCodes",
        [(code, text(row.fields["name"])) for code, row in by_code("grpc_codes.csv", GRPC_CODE)])  # fmt: skip
    add("VendorRow", "kVendorTable",
        [(code, text(row.fields["message"]), text(row.fields["description"]))
         for code, row in by_code("vendor_table.csv", HTTP_STATUS)])  # fmt: skip
    add("RegistryRow", "kRegistry",
        [(code, text(row.fields["phrase"]), text(row.fields["reference"]),
          enumerator("RegistrationState", one_of(row, "state", STATES, problems)),
          text(day(row, "expires", problems)), text(row.fields["note"]))
         for code, row in by_code("iana.csv", HTTP_STATUS)])  # fmt: skip
    add("SemanticsRow", "kSemantics",
        [(code, *(flag(row, column, problems)
                  for column in ("is_error", "is_interim", "content_allowed", "heuristically_cacheable")),
          enumerator("RetryAdvice", one_of(row, "retry_advice", RETRY_ADVICE, problems)),
          flag(row, "retry_after_meaningful", problems),
          enumerator("RedirectKind", one_of(row, "redirect_kind", REDIRECT_KINDS, problems)),
          text(row.fields["source"]))
         for code, row in by_code("semantics.csv", HTTP_STATUS)])  # fmt: skip
    add("DeFactoRow", "kDeFacto",
        [(code, *(text(row.fields[column])
                  for column in ("vendor", "name", "meaning", "seen_on", "collides_with", "source")))
         for code, row in by_code("nonstandard.csv", (0, 999))])  # fmt: skip
    add("VerdictRow", "kVerdicts", [verdict(row, code_names, problems) for row in tables["classification.csv"]])
    add("ConventionRow", "kConventions", [convention_cells(row, problems) for row in conventions.values()])
    add("AliasRow", "kAliases", [alias_cells(row, conventions, problems) for row in tables["aliases.csv"]])
    add("MappingRow", "kMappings",
        [(convention, enumerator("Direction", DIRECTIONS[direction]), enumerator("RuleKind", kind), first, last, target,
          text(row.fields["from"]), text(note))
         for convention, direction, _, first, last, kind, target, row, note
         in mapping_rows(tables["mappings.csv"], conventions, code_names, problems)])  # fmt: skip
    for row in tables["sources.csv"]:
        stem = "".join(part.capitalize() for part in Path(row.fields["file"]).stem.split("_"))
        source = text(f"{row.fields['source']}, {row.fields['date']}")
        parts.append(f"inline constexpr std::string_view k{stem}Source = {source};\n")
    return "\n".join(parts)


def verdict(row, code_names, problems):
    space = one_of(row, "code_space", ("http", "grpc"), problems)
    _, first, last = code_range(row, "code", space, code_names, problems)
    fields = row.fields
    source = f"{fields['source_repo']} {fields['source_path']}".strip()
    return (text(fields["convention"]), text(fields["question"]), enumerator("CodeSpace", space), first, last,
            text(fields["answer"]), text(source), text(fields["note"]))  # fmt: skip


def check_id(row, problems):
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", row.fields["id"]):
        problems.add(row, f"id is {row.fields['id']!r}; expected lower case letters, digits, - and .")


def convention_cells(row, problems):
    fields = row.fields
    day(row, "version_date", problems)
    check_id(row, problems)
    if not fields["http_to_grpc_path"] and not fields["grpc_to_http_path"]:
        problems.add(row, f"{fields['id']} names no file in either direction")
    version = fields["version"] + (f", {fields['version_date']}" if fields["version_date"] else "")
    sources = [
        f"{fields['repository']} {fields[f'{direction}_path']} ({version})" if fields[f"{direction}_path"] else ""
        for direction in DIRECTIONS
    ]
    return [text(value) for value in [*fields.values(), *sources]]


def alias_cells(row, conventions, problems):
    cells = [text(row.fields["id"]), text(row.fields["summary"])]
    check_id(row, problems)
    if row.fields["id"] in conventions:
        problems.add(row, f"{row.fields['id']} is a convention already")
    for direction in DIRECTIONS:
        target = row.fields[direction]
        if target not in conventions:
            problems.add(row, f"unknown convention {target!r}; conventions.csv has none with this id")
            cells.append(0)
            continue
        if not conventions[target].fields[f"{direction}_path"]:
            problems.add(row, f"{target} does not map {direction}")
        cells.append(conventions_index(conventions, target))
    return cells


def generate(directory):
    """The header, and the list of problems (empty for good data)."""
    problems = Problems()
    tables = {name: read_table(directory, name, problems) for name in COLUMNS}
    check_sources(directory, tables, problems)
    body = emit(tables, problems)
    header = [
        "// Generated from service/data by service/catalog/generate_tables.py. Do not edit.",
        "#pragma once",
        "",
        "#include <array>",
        "#include <string_view>",
        "",
        '#include "service/catalog/facts.h"',
        "",
        "namespace statusmap::catalog {",
        "",
        body,
        "}  // namespace statusmap::catalog",
        "",
    ]
    return "\n".join(header), problems.lines


def main(arguments):
    if len(arguments) != 2:
        print("usage: generate_tables.py DATA_DIRECTORY OUTPUT_HEADER", file=sys.stderr)
        return 2
    header, problems = generate(arguments[0])
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    Path(arguments[1]).write_text(header, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
