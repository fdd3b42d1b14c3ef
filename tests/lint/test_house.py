"""The rules of the house that no tool knows. The patterns are spelled so that they do not match this file."""

import re

import pytest
import tree

TOP_LEVEL = {"proto", "service", "client", "tests", "deploy", "CMakeLists.txt", "README.md"}
LONGEST = 350
LONGEST_TEST = 500  # Tables of cases may run on.
SOURCES = (".h", ".cc", ".py", ".go", ".java", ".ts", ".rs", ".rb")

NEIGHBOUR = re.compile(r"\.\./share[d]\b")
MACHINE = re.compile(r"(?<![\w.:/])/(wor[k]|roo[t])/")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.org|npmjs\.com|(proxy|sum)\.golang\.org|deb\.debian\.org"
    r"|(?<!\w)crates\.io|(repo|repo1)\.maven\.|maven\.org|rubygems\.org"
)


def matches(pattern, text):
    return [f"{number}: {line}" for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


def offenders(pattern, paths):
    return [f"{tree.name(path)}:{hit}" for path in paths for hit in matches(pattern, path.read_text(errors="replace"))]


def test_visible_top_level():
    visible = {tree.name(path).split("/")[0] for path in tree.files()}
    assert {entry for entry in visible if not entry.startswith(".")} == TOP_LEVEL


def test_only_ci_knows_its_neighbours():
    outside = [path for path in tree.files() if tree.name(path) != ".ci/run"]
    assert offenders(NEIGHBOUR, outside) == []


def test_no_path_of_one_machine():
    assert offenders(MACHINE, tree.files()) == []


def test_no_registry_host():
    assert offenders(REGISTRY, tree.files()) == []


def test_sources_are_short():
    paths = tree.files(*SOURCES) + tree.scripts()
    lengths = {tree.name(path): len(path.read_text().splitlines()) for path in paths}
    limits = {path: LONGEST_TEST if path.startswith("tests/") else LONGEST for path in lengths}
    assert {path: length for path, length in lengths.items() if length > limits[path]} == {}


@pytest.mark.parametrize(
    ("pattern", "bad", "good"),
    [
        (NEIGHBOUR, "see .." + "/shared/x", "std::shared_ptr .." + "/sharedness"),
        (MACHINE, "cat /work" + "/main", "https://example.com/work" + "/"),
        (MACHINE, "/root" + "/x", "$root" + "/x"),
        (REGISTRY, "https://pypi" + ".org/simple", "pip install pypi"),
    ],
)
def test_the_patterns_can_fail(pattern, bad, good):
    assert matches(pattern, bad)
    assert not matches(pattern, good)
