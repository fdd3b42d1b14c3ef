"""The tables of conventions: what they are, their rules, their runs, and the schools that they belong to."""

import re

from csv_rows import code_range, day, one_of, unique
from cxx_cells import enumerator, text

DIRECTIONS = ("http_to_grpc", "grpc_to_http")
NO_ANSWER = -1
SCHOOL_ANSWERS = 4


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


def check_id(row, problems):
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", row.fields["id"]):
        problems.add(row, f"id is {row.fields['id']!r}; expected lower case letters, digits, - and .")
