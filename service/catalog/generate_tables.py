#!/usr/bin/env python3
"""Turns the CSV files of service/data into one C++ header of constexpr tables.

    generate_tables.py DATA_DIRECTORY OUTPUT_HEADER

A broken row stops the build: every problem is printed as FILE:LINE: MESSAGE, and the exit code is 1. What a single file
cannot show (that every semantics row has a registry row, for instance) is asserted by the compiler in invariants.cc.
"""

import sys
from pathlib import Path

from convention_tables import (
    DIRECTIONS,
    alias_cells,
    convention_cells,
    mapping_rows,
    school_cells,
    verification_rows,
)
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
from cxx_cells import array, enumerator, flag, text
from retry_tables import CODE_SPACES, retry_tables

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
    for type_name, name, rows in retry_tables(tables, code_names, problems):
        add(type_name, name, rows)
    for row in tables["sources.csv"]:
        stem = "".join(part.capitalize() for part in Path(row.fields["file"]).stem.split("_"))
        source = text(f"{row.fields['source']}, {row.fields['date']}")
        parts.append(f"inline constexpr std::string_view k{stem}Source = {source};\n")
    return "\n".join(parts)


def verdict(row, code_names, problems):
    space = one_of(row, "code_space", CODE_SPACES, problems)
    _, first, last = code_range(row, "code", space, code_names, problems)
    fields = row.fields
    source = f"{fields['source_repo']} {fields['source_path']}".strip()
    return (text(fields["convention"]), text(fields["question"]), enumerator("CodeSpace", space), first, last,
            text(fields["answer"]), text(source), text(fields["note"]))  # fmt: skip


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
