"""The tables behind AdviseRetry."""

import re

from csv_rows import code_range, number, one_of
from cxx_cells import enumerator, flag, text

RETRY_VERDICTS = ("RETRY", "RETRY_AFTER_CHANGE", "DO_NOT_RETRY")
APPLICATIONS = ("NOT_APPLIED", "UNKNOWN", "APPLIED")
HONOURS = ("yes", "backoff", "not_said")
CODE_SPACES = ("http", "grpc")
MOST_CODES = 10  # as RetryPolicyRow::codes


def retry_tables(tables, code_names, problems):
    """Of each table: the type of its rows, its name, its rows."""
    policies = sorted(tables["retry_policies.csv"], key=lambda row: row.fields["policy"].lower())
    return [
        ("RetryPolicyRow", "kRetryPolicies", [policy_cells(row, tables, code_names, problems) for row in policies]),
        ("MethodRow", "kMethods", [method_cells(row, problems) for row in tables["methods.csv"]]),
        ("ApplicationRow", "kApplications", application_rows(tables["applications.csv"], code_names, problems)),
        ("BackoffRow", "kBackoffs", [backoff_cells(row, problems) for row in tables["backoffs.csv"]]),
        ("ClauseRow", "kClauses", [clause_cells(row) for row in tables["retry_clauses.csv"]]),
    ]


def written_codes(row, verdicts, problems):
    """The codes of a policy. =ID stands for those that classification.csv says ID retries: they are written once."""
    written, space = row.fields["codes"], row.fields["code_space"]
    if not written.startswith("="):
        return written
    wanted = {"convention": written[1:], "question": "retryable", "answer": "retry", "code_space": space}
    codes = [verdict.fields["code"] for verdict in verdicts if wanted.items() <= verdict.fields.items()]
    if not codes:
        problems.add(row, f"codes is {written!r}; by classification.csv it retries no {space} code")
        return "*"
    return " ".join(codes)


def policy_cells(row, tables, code_names, problems):
    """One row of a retry policy; its codes become ranges."""
    fields = row.fields
    space = one_of(row, "code_space", CODE_SPACES, problems)
    codes = written_codes(row, tables["classification.csv"], problems)
    ranges = []
    for code in codes.split(" "):
        _, first, last = code_range(row._replace(fields={"codes": code}), "codes", space, code_names, problems)
        ranges.append(f"{{{first}, {last}}}")
    if len(ranges) > MOST_CODES:
        problems.add(row, f"codes has {len(ranges)} entries; the table has room for {MOST_CODES}")
    if not re.fullmatch(r"any|idempotent|not_said|[A-Z]+( [A-Z]+)*", fields["methods"]):
        problems.add(row, f"methods is {fields['methods']!r}; expected any, idempotent, not_said, or methods")
    return (text(fields["policy"]), enumerator("CodeSpace", space), f"{{{{{', '.join(ranges)}}}}}",
            text(codes), enumerator("RetryVerdict", one_of(row, "verdict", RETRY_VERDICTS, problems)),
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


def method_cells(row, problems):
    safe, idempotent = (flag(row, column, problems) for column in ("safe", "idempotent"))
    return [text(row.fields["method"]), safe, idempotent, text(row.fields["source"])]


def backoff_cells(row, problems):
    space = enumerator("CodeSpace", one_of(row, "code_space", CODE_SPACES, problems))
    base, cap = (number(row, column, (1, 10**6), problems) for column in ("base_ms", "cap_ms"))
    return [space, base, cap, text(row.fields["source"])]


def clause_cells(row):
    return [text(value) for value in row.fields.values()]
