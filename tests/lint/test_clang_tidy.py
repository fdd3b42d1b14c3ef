"""clang-tidy over every source of ours, as .clang-tidy says.

A clean result is kept under a hash of all that it depends on, headers included: an unchanged file costs nothing.
"""

import functools
import hashlib
import json
import os
import pathlib
import shlex
import subprocess

import pytest
import tree

BUILD = pathlib.Path(os.environ.get("STATUSMAP_BUILD", tree.ROOT / ".build/test"))
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "statusmap/clang-tidy"


def output(*command) -> str:
    return subprocess.run(command, cwd=BUILD, check=True, capture_output=True, text=True).stdout


@functools.cache
def commands() -> dict[str, dict]:
    """The compiler's commands for our own sources; generated ones lie in the build folder."""
    ours = {str(path) for path in tree.files(".cc")}
    database = json.loads((BUILD / "compile_commands.json").read_text())
    return {tree.name(pathlib.Path(entry["file"])): entry for entry in database if entry["file"] in ours}


@functools.cache
def dependencies() -> dict[str, list[str]]:
    """Object file -> every file that it was compiled from, as ninja recorded it."""
    result, current = {}, []
    for line in output("ninja", "-t", "deps").splitlines():
        if line.startswith("    "):
            current.append(line.strip())
        elif line:
            current = result[line.split(":")[0]] = []
    return result


@functools.cache
def digest(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def key(entry: dict) -> str:
    words = shlex.split(entry["command"])
    compiled = words[words.index("-o") + 1]
    inputs = [output("clang-tidy", "--version"), entry["command"].replace(str(tree.ROOT), "ROOT")]
    paths = [*tree.files(".clang-tidy"), *(BUILD / path for path in dependencies()[compiled])]
    inputs += [digest(path) for path in paths]
    return hashlib.sha256("\n".join(inputs).encode()).hexdigest()


def names() -> list[str]:
    return sorted(commands()) if (BUILD / "compile_commands.json").exists() else []


@pytest.mark.parametrize("name", names())
def test_clang_tidy(name):
    entry = commands()[name]
    clean = CACHE / key(entry)
    if clean.exists():
        return
    run = subprocess.run(
        ["clang-tidy", "--quiet", "-p", BUILD, entry["file"]], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    CACHE.mkdir(parents=True, exist_ok=True)
    clean.touch()


def test_every_source_is_checked():
    sources = {tree.name(path) for path in tree.files(".cc")}
    unbuilt = {name for name in sources if name.startswith(("service/", "client/"))} - set(commands())
    assert unbuilt == set(), "no command builds these"
