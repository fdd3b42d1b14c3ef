"""The README's table of the schools, made from service/data.

python3 -m tests.e2e.schools            prints it
python3 -m tests.e2e.schools --write    puts it into the README
"""

import re
import sys
import textwrap
from collections import Counter

from . import oracle

README = oracle.ROOT / "README.md"
BEGIN, END = "<!-- schools: made from service/data by tests/e2e/schools.py -->\n", "<!-- /schools -->\n"
WIDTH = 120
STATUSES = (400, 401, 403, 404, 408, 409, 412, 416, 429, 499, 500, 501, 502, 503, 504)


def members(school):
    """The conventions that give all answers by which the school is told."""
    wanted = [answer.split() for answer in school["answers"].split(";")]
    return [
        name
        for name in oracle.speakers(oracle.HTTP_TO_GRPC)
        if all(
            oracle.all_answers(oracle.HTTP_TO_GRPC, int(code))[name] == oracle.GRPC_CODES[grpc] for code, grpc in wanted
        )
    ]


def cell(code, conventions):
    """What these conventions answer, the most common first: "INTERNAL 21, UNKNOWN 1", or only the name if all agree."""
    answers = oracle.all_answers(oracle.HTTP_TO_GRPC, code)
    counts = Counter(oracle.GRPC_NAMES.get(answers[name], "no answer") for name in conventions)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count}" if len(ranked) > 1 else name for name, count in ranked)


def item(words, conventions):
    """The lines of one item of a list."""
    text = f"- {words} {', '.join(f'`{name}`' for name in conventions)}."
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def table():
    """The whole block between the marks."""
    ways = {way: set(oracle.speakers(way)) for way in (oracle.HTTP_TO_GRPC, oracle.GRPC_TO_HTTP)}
    observed = {row["convention"] for row in oracle.read("verification.csv")}
    groups = {school["id"]: members(school) for school in oracle.read("schools.csv")}
    rest = sorted(ways[oracle.HTTP_TO_GRPC].difference(*groups.values()))
    groups["others"] = rest
    heads = [f"{name} ({len(conventions)})" for name, conventions in groups.items()]
    lines = [
        f"{len(oracle.CONVENTIONS)} conventions: {len(ways[oracle.HTTP_TO_GRPC])} map HTTP to gRPC,"
        f" {len(ways[oracle.GRPC_TO_HTTP])} gRPC to HTTP. Of {len(observed)} the real library was run.",
        "",
        "| HTTP | " + " | ".join(heads) + " |",
        "|---|" + "---|" * len(heads),
    ]
    for code in STATUSES:
        lines.append(f"| {code} | " + " | ".join(cell(code, conventions) for conventions in groups.values()) + " |")
    lines.append("")
    for school in oracle.read("schools.csv"):
        lines += item(f"**{school['id']}**: {school['summary']}.", groups[school["id"]])
    lines += item("**others** share answers with both.", rest)
    return "\n".join([*lines, ""])


def replaced(readme):
    """The README with the block of today."""
    pattern = re.escape(BEGIN) + ".*?" + re.escape(END)
    return re.sub(pattern, lambda _: BEGIN + "\n" + table() + "\n" + END, readme, count=1, flags=re.DOTALL)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        README.write_text(replaced(README.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(table(), end="")
