"""Bash completion, by calling its function as bash does."""

import os
import pathlib
import shlex
import subprocess

import pytest

BUILD = pathlib.Path(os.environ.get("STATUSMAP_BUILD", "build")).resolve()
SCRIPT = pathlib.Path(__file__).parents[2] / "client" / "cli" / "statusmap.bash-completion"
COMMAND = str(BUILD / "bin" / "statusmap")
SHARED = {"--server", "--output", "--deadline", "--help"}


def complete(*words, environment=None):
    """What bash offers after these words, the last of which is being typed."""
    line = " ".join(shlex.quote(word) for word in (COMMAND, *words))
    script = f"""
      source {shlex.quote(str(SCRIPT))}
      COMP_WORDS=({line}) COMP_CWORD={len(words)}
      _statusmap
      printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(
        ["bash", "-u", "-c", script],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "offered"),
    # Named by what is typed alone: the order of a set is no name.
    [
        (["lo"], {"lookup"}),
        (["c"], {"classify", "compare", "conventions"}),
        (
            [""],
            {"lookup", "search", "classify", "retry", "map", "compare", "list", "conventions", "summarize", "--version"}
            | SHARED,
        ),
        (["lookup", "--"], SHARED),
        (["search", "gone", "--"], {"--max"} | SHARED),
        (["search", "gone", "--max", ""], set()),
        (["retry", "503", "--re"], {"--retry-after", "--received-at"}),
        (
            ["retry", "--"],
            {"--grpc", "--method", "--retry-after", "--received-at", "--idempotency-key", "--attempt", "--role"}
            | SHARED,
        ),
        (["retry", "503", "--method", "P"], {"PUT", "POST", "PATCH"}),
        (["retry", "503", "--role", ""], {"client", "proxy"}),
        (["retry", "503", "--role", "=", "p"], {"proxy"}),
        (["retry", "503", "--retry-after", ""], set()),
        (["retry", "503", "--received-at", ""], set()),
        (["retry", "503", "--attempt", ""], set()),
        (["map", "--c"], {"--convention"}),
        (["map", "404", "--g"], {"--grpc"}),
        (["list", "--"], {"--class", "--origin"} | SHARED),
        (["conventions", "--"], {"--direction", "--ids"} | SHARED),
        (["lookup", "404", "--output", ""], {"text", "json"}),
        (["lookup", "404", "--output", "=", "j"], {"json"}),
        (["lookup", "404", "--output", "="], {"text", "json"}),
        (["-o", "json", "ma"], {"map"}),
        (["list", "--class", "c"], {"client-error"}),
        (["list", "--class", "4"], {"4xx"}),
        (["list", "--origin", "d"], {"de-facto"}),
        (["conventions", "--direction", "g"], {"grpc-to-http"}),
        (["summarize", "--"], {"--format", "--convention", "--against"} | SHARED),
        (["summarize", "--format", "j"], {"jsonl:"}),
        (["summarize", "--against", "envoy-j"], {"envoy-json-reverse-transcoder"}),
        (["lookup", "404", "--deadline", ""], set()),
        (["nonsense"], set()),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_words(words, offered):
    assert complete(*words) == offered


def test_conventions_come_from_the_command():
    ids = subprocess.run([COMMAND, "conventions", "--ids"], capture_output=True, text=True, timeout=20, check=True)
    assert complete("map", "429", "--convention", "") == set(ids.stdout.split())
    assert complete("map", "429", "--convention", "envoy-j") == {"envoy-json-reverse-transcoder"}


def test_conventions_do_not_wait_for_a_server():
    assert "envoy" in complete("map", "--convention", "env", environment={"STATUSMAP_SERVER": "192.0.2.1:1"})


def test_logs_are_files(tmp_path):
    (tmp_path / "access.log").touch()
    assert complete("summarize", f"{tmp_path}/acc") == {f"{tmp_path}/access.log"}


def test_it_is_registered():
    done = subprocess.run(
        ["bash", "-c", f"source {shlex.quote(str(SCRIPT))}; complete -p statusmap"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.stdout.strip() == "complete -F _statusmap statusmap"
