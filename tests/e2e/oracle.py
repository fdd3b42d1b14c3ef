"""What the server has to answer, read from service/data by other code than the server's: no tables, only a search.

The rules of precedence are written here again, from the contract: an exact rule beats a range, a narrower range a
wider one, `*` comes last, the target `-` and a code without any rule mean no answer.
"""

import csv
import io
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "service" / "data"
HTTP_STATUSES = range(100, 600)
HTTP_TO_GRPC, GRPC_TO_HTTP = "http_to_grpc", "grpc_to_http"
INT32_MAX, INT32_MIN = 2**31 - 1, -(2**31)

EXACT, RANGE, DEFAULT, NONE = 1, 2, 3, 4  # the numbers of RuleKind in the contract


def read(name):
    """The rows of one file as dictionaries. Reads bytes: no line feed is touched."""
    text = (DATA / name).read_bytes().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


VENDOR = {int(row["code"]): row for row in read("vendor_table.csv")}
IANA = {int(row["code"]): row for row in read("iana.csv")}
SEMANTICS = {int(row["code"]): row for row in read("semantics.csv")}
CONVENTIONS = {row["id"]: row for row in read("conventions.csv")}
ALIASES = {row["id"]: row for row in read("aliases.csv")}
GRPC_NAMES = {int(row["code"]): row["name"] for row in read("grpc_codes.csv")}
GRPC_CODES = {name: code for code, name in GRPC_NAMES.items()}
DE_FACTO = read("nonstandard.csv")
VERDICTS = [row for row in read("classification.csv") if row["code_space"] == "http"]
RULES = read("mappings.csv")
SOURCES = {row["file"]: f"{row['source']}, {row['date']}" for row in read("sources.csv")}

# All that MapGrpcCode is asked: the 17 codes of gRPC, and some that gRPC does not define.
GRPC_QUESTIONS = [*GRPC_NAMES, 17, 18, 100, INT32_MAX]


class Answer(NamedTuple):
    """What a convention says of one code. `code` is None without an answer."""

    code: int | None
    kind: int
    rule: str
    note: str


def speaker_of(convention, direction):
    """The convention whose rules answer: the target of an alias."""
    return ALIASES[convention][direction] if convention in ALIASES else convention


def speakers(direction):
    """The ids of all conventions that have a file for this direction, in alphabetical order."""
    return sorted(name for name, row in CONVENTIONS.items() if row[f"{direction}_path"])


def askable(direction):
    """The same and the aliases."""
    return sorted([*speakers(direction), *ALIASES])


def first_and_last(pattern):
    first, _, last = pattern.partition("-")
    return int(first), int(last or first)


def matching(rule, direction, code):
    """(order, kind) of a rule that speaks of this code; None if it does not. The lowest order wins."""
    pattern = rule["from"]
    if pattern == "*":
        return 10_000, DEFAULT
    if direction == GRPC_TO_HTTP:
        return (0, EXACT) if GRPC_CODES[pattern] == code else None
    first, last = first_and_last(pattern)
    if not first <= code <= last:
        return None
    return last - first, RANGE if "-" in pattern else EXACT


def rules_of(convention, direction, rules=RULES):
    return [rule for rule in rules if rule["convention"] == convention and rule["direction"] == direction]


_RULES = {(name, way): rules_of(name, way) for way in (HTTP_TO_GRPC, GRPC_TO_HTTP) for name in CONVENTIONS}


def answer(convention, direction, code, rules=None):
    """What the convention, no alias, says."""
    rules = _RULES[convention, direction] if rules is None else rules
    found = [(match, rule) for rule in rules if (match := matching(rule, direction, code))]
    if not found:
        return Answer(None, NONE, "", "")
    (_, kind), rule = min(found, key=lambda pair: pair[0][0])
    if rule["to"] == "-":
        return Answer(None, NONE, "", rule["note"])
    target = GRPC_CODES[rule["to"]] if direction == HTTP_TO_GRPC else int(rule["to"])
    return Answer(
        target, kind, f"{ {EXACT: 'exact', RANGE: 'range', DEFAULT: 'default'}[kind] } {rule['from']}", rule["note"]
    )


_ANSWERS = {}


def all_answers(direction, code):
    """Convention -> the code it answers, for all conventions of this direction."""
    if (direction, code) not in _ANSWERS:
        _ANSWERS[direction, code] = {name: answer(name, direction, code).code for name in speakers(direction)}
    return _ANSWERS[direction, code]


def others(convention, direction, code):
    """(number of others, ids of those that agree, {answer: ids of those that do not})."""
    answers = dict(all_answers(direction, code))
    own = answers.pop(speaker_of(convention, direction))
    rest = {}
    for name, other in answers.items():
        if other != own:
            rest.setdefault(other, []).append(name)
    return len(answers), [name for name, other in answers.items() if other == own], rest


def source_parts(convention, direction):
    """What the source of an answer has to contain."""
    row = CONVENTIONS[convention]
    return [row["repository"], row[f"{direction}_path"], row["version"]]


def de_facto(code):
    """The meanings of a code as tuples, in the order of the file."""
    columns = ("vendor", "name", "meaning", "seen_on", "collides_with", "source")
    return [tuple(row[column] for column in columns) for row in DE_FACTO if int(row["code"]) == code]


def verdicts(code):
    """What published rules say of an HTTP status, as tuples of by, question, answer, note, source."""
    found = []
    for row in VERDICTS:
        first, last = first_and_last(row["code"])
        if first <= code <= last:
            source = f"{row['source_repo']} {row['source_path']}".strip()
            found.append((row["convention"], row["question"], row["answer"], row["note"], source))
    return found


def known(code):
    """Whether any source knows the status."""
    return code in VENDOR or code in IANA or bool(de_facto(code))


def treated_as(code):
    """The code whose rules hold for a code from 100 to 999 (RFC 9110 section 15)."""
    if code in IANA:
        return code
    return code // 100 * 100 if code <= 599 else 500
