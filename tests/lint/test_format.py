"""Formatters and linters, one test each."""

import subprocess

import tree


def check(*command, paths=()):
    run = subprocess.run([*command, *paths], cwd=tree.ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{' '.join(command)}\n{run.stdout}{run.stderr}"


def test_clang_format():
    check("clang-format", "--dry-run", "--Werror", paths=tree.files(".h", ".cc"))


def test_buf_lint():
    check("buf", "lint", "proto")


def test_buf_format():
    check("buf", "format", "--diff", "--exit-code", "proto")


def test_ruff_check():
    check("ruff", "check", "--no-cache", "--output-format=concise", paths=tree.files(".py"))


def test_ruff_format():
    check("ruff", "format", "--no-cache", "--diff", paths=tree.files(".py"))


def test_shellcheck():
    check("shellcheck", "--external-sources", "--source-path=SCRIPTDIR", paths=tree.scripts())
