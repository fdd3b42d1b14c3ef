#!/usr/bin/env python3
"""Turns the CSV files of service/data into one C++ header of constexpr tables.

    generate_tables.py DATA_DIRECTORY OUTPUT_HEADER

A broken row stops the build: every problem is printed as FILE:LINE: MESSAGE, and the exit code is 1. What a single file
cannot show (that every semantics row has a registry row, for instance) is asserted by the compiler in invariants.cc.
"""

import re
import sys
from pathlib import Path

from csv_rows import (
    COLUMNS,
    GRPC_CODE,
    HTTP_STATUS,
    Problems,
    Row,
    code_range,
    day,
    number,
    one_of,
    read_table,
    unique,
)

DIRECTIONS = ("http_to_grpc", "grpc_to_http")
DIVERGENCES_OF_PHRASE = ("spelling", "old_phrase", "name")
DIVERGENCES_OF_TEXT = ("meaning", "scope", "advice")
STATES = ("registered", "temporary", "unused", "obsoleted")
RETRY_ADVICE = (
    "NEVER", "SAME_REQUEST_LATER", "AFTER_RETRY_AFTER", "MODIFIED_REQUEST", "AFTER_AUTH", "IDEMPOTENT_ONLY",
)  # fmt: skip
REDIRECT_KINDS = (
    "NONE", "CHOICE", "PERMANENT_METHOD_MAY_CHANGE", "TEMPORARY_METHOD_MAY_CHANGE", "SEE_OTHER_BECOMES_GET",
    "NOT_MODIFIED_USE_CACHE", "USE_PROXY_DEPRECATED", "RESERVED_UNUSED", "TEMPORARY_METHOD_PRESERVED",
    "PERMANENT_METHOD_PRESERVED",
)  # fmt: skip
RETRY_VERDICTS = ("RETRY", "RETRY_AFTER_CHANGE", "DO_NOT_RETRY")
APPLICATIONS = ("NOT_APPLIED", "UNKNOWN", "APPLIED")
HONOURS = ("yes", "no", "backoff", "not_said")
CODE_SPACES = ("http", "grpc")
MOST_CODES = 10  # as RetryPolicyRow::codes
NO_ANSWER = -1
SCHOOL_ANSWERS = 4


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
        ("phrases.csv", ("code", "phrase")),
        ("classification.csv", ("convention", "question", "code_space", "code")),
        ("aliases.csv", ("id",)),
        ("schools.csv", ("id",)),
        ("divergences.csv", ("code", "kind", "vendor_words")),
        ("retry_policies.csv", ("policy", "code_space", "codes", "methods")),
        ("methods.csv", ("method",)),
        ("applications.csv", ("code_space", "code")),
        ("backoffs.csv", ("code_space",)),
        ("retry_clauses.csv", ("id",)),
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
    add("PhraseRow", "kPhrases",
        [(code, text(row.fields["phrase"]), text(row.fields["used_by"]))
         for code, row in sorted(by_code("phrases.csv", HTTP_STATUS), key=lambda row: (row[0], row[1].fields["phrase"]))])  # fmt: skip
    add("VerdictRow", "kVerdicts", [verdict(row, code_names, problems) for row in tables["classification.csv"]])
    add("ConventionRow", "kConventions", [convention_cells(row, problems) for row in conventions.values()])
    add("AliasRow", "kAliases", [alias_cells(row, conventions, problems) for row in tables["aliases.csv"]])
    add("MappingRow", "kMappings",
        [(convention, enumerator("Direction", DIRECTIONS[direction]), enumerator("RuleKind", kind), first, last, target,
          text(row.fields["from"]), text(note))
         for convention, direction, _, first, last, kind, target, row, note
         in mapping_rows(tables["mappings.csv"], conventions, code_names, problems)])  # fmt: skip
    add("VerificationRow", "kVerifications", verification_rows(tables["verification.csv"], conventions, problems))
    vendor = {code: row.fields["description"] for code, row in by_code("vendor_table.csv", HTTP_STATUS)}
    add("DivergenceRow", "kDivergences",
        [divergence_cells(row, code, vendor, problems) for code, row in by_code("divergences.csv", HTTP_STATUS)])  # fmt: skip
    add("SchoolRow", "kSchools", [school_cells(row, code_names, problems) for row in tables["schools.csv"]])
    add("RetryPolicyRow", "kRetryPolicies",
        [policy_cells(row, code_names, problems)
         for row in sorted(tables["retry_policies.csv"], key=lambda row: row.fields["policy"].lower())])  # fmt: skip
    add("MethodRow", "kMethods",
        [(text(row.fields["method"]), flag(row, "safe", problems), flag(row, "idempotent", problems),
          text(row.fields["source"])) for row in tables["methods.csv"]])  # fmt: skip
    add("ApplicationRow", "kApplications", application_rows(tables["applications.csv"], code_names, problems))
    add("BackoffRow", "kBackoffs",
        [(enumerator("CodeSpace", one_of(row, "code_space", CODE_SPACES, problems)),
          number(row, "base_ms", (1, 10**6), problems), number(row, "cap_ms", (1, 10**6), problems),
          text(row.fields["source"])) for row in tables["backoffs.csv"]])  # fmt: skip
    add("ClauseRow", "kClauses",
        [tuple(text(row.fields[column]) for column in ("id", "source", "says"))
         for row in tables["retry_clauses.csv"]])  # fmt: skip
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


def policy_cells(row, code_names, problems):
    """One row of a retry policy; its codes become ranges."""
    fields = row.fields
    space = one_of(row, "code_space", CODE_SPACES, problems)
    ranges = []
    for code in fields["codes"].split(" "):
        _, first, last = code_range(row._replace(fields={"codes": code}), "codes", space, code_names, problems)
        ranges.append(f"{{{first}, {last}}}")
    if len(ranges) > MOST_CODES:
        problems.add(row, f"codes has {len(ranges)} entries; the table has room for {MOST_CODES}")
    if not re.fullmatch(r"any|idempotent|not_said|[A-Z]+( [A-Z]+)*", fields["methods"]):
        problems.add(row, f"methods is {fields['methods']!r}; expected any, idempotent, not_said, or methods")
    return (text(fields["policy"]), enumerator("CodeSpace", space), f"{{{{{', '.join(ranges)}}}}}",
            text(fields["codes"]), enumerator("RetryVerdict", one_of(row, "verdict", RETRY_VERDICTS, problems)),
            text(fields["methods"]), flag(row, "needs_retry_after", problems),
            enumerator("Honours", one_of(row, "honours_retry_after", HONOURS, problems)), text(fields["source"]),
            text(fields["note"]))  # fmt: skip


def application_rows(rows, code_names, problems):
    """The widest first, as mapping_rows."""
    cells = []
    for row in rows:
        space = one_of(row, "code_space", CODE_SPACES, problems)
        _, first, last = code_range(row, "code", space, code_names, problems)
        applied = enumerator("Application", one_of(row, "applied", APPLICATIONS, problems))
        cells.append((enumerator("CodeSpace", space), first, last, applied, text(row.fields["source"])))
    return sorted(cells, key=lambda cell: (cell[0], cell[1] - cell[2], cell[1]))


def check_id(row, problems):
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", row.fields["id"]):
        problems.add(row, f"id is {row.fields['id']!r}; expected lower case letters, digits, - and .")


def divergence_cells(row, code, vendor, problems):
    """Of the phrase, both texts stand elsewhere; of the text, the vendor's words have to be in the vendor's row."""
    fields = row.fields
    kind = one_of(row, "kind", DIVERGENCES_OF_TEXT + DIVERGENCES_OF_PHRASE, problems)
    words = [fields["vendor_words"], fields["standard_words"], fields["clause"]]
    if kind in DIVERGENCES_OF_PHRASE and any(words):
        problems.add(row, f"kind is {kind!r}, whose words stand in vendor_table.csv and iana.csv; expected none here")
    if kind in DIVERGENCES_OF_TEXT and not all(words):
        problems.add(row, f"kind is {kind!r}; expected vendor_words, standard_words and a clause")
    if fields["vendor_words"] not in vendor.get(code, ""):
        problems.add(row, f"vendor_words are {fields['vendor_words']!r}; the vendor's row of {code} does not have them")
    return (code, enumerator("DivergenceKind", kind), *(text(value) for value in words))


def verification_rows(rows, conventions, problems):
    """Runs of real libraries, sorted by convention and direction."""
    unique(rows, ("convention", "direction"), problems)
    cells = []
    for row in rows:
        convention = row.fields["convention"]
        if convention not in conventions:
            problems.add(row, f"unknown convention {convention!r}; conventions.csv has none with this id")
            continue
        direction = one_of(row, "direction", DIRECTIONS, problems)
        if not conventions[convention].fields[f"{direction}_path"]:
            problems.add(row, f"{convention} does not map {direction}")
        day(row, "date", problems)
        words = [text(row.fields[column]) for column in ("library", "version", "date", "how")]
        cells.append((conventions_index(conventions, convention), DIRECTIONS.index(direction), words))
    cells.sort(key=lambda cell: cell[:2])
    return [(index, enumerator("Direction", DIRECTIONS[direction]), *words) for index, direction, words in cells]


def school_cells(row, code_names, problems):
    """Answers by which a convention is told: "400 INTERNAL;404 UNIMPLEMENTED"."""
    answers = []
    for answer in row.fields["answers"].split(";"):
        match = re.fullmatch(r"([1-5][0-9]{2}) ([A-Z_]+)", answer)
        if not match or match[2] not in code_names:
            problems.add(row, f"answers has {answer!r}; expected an HTTP status and a name of google.rpc.Code")
            continue
        answers.append(f"{{{match[1]}, {code_names[match[2]]}}}")
    if len(answers) > SCHOOL_ANSWERS:
        problems.add(row, f"has {len(answers)} answers; at most {SCHOOL_ANSWERS} are allowed")
    return [text(row.fields["id"]), text(row.fields["summary"]), f"{{{{{', '.join(answers[:SCHOOL_ANSWERS])}}}}}",
            len(answers)]  # fmt: skip


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
