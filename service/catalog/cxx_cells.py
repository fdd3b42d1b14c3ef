"""Cells of the generated tables: what stands in a CSV file, as C++ writes it."""

from csv_rows import one_of


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
