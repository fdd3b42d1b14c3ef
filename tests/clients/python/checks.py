"""The package as a whole: its style, its generated code, what the wheel has, and a consumer in an empty folder.

tests/clients/python/run calls it, since it needs the environments that are made there.
"""

import filecmp
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "client" / "python"
SOURCE = PACKAGE / "src" / "statusmap"
WHEELS = Path(os.environ["STATUSMAP_WHEELS"])
GENERATED = [
    "service_config.json",
    "v1/status_map_pb2.py",
    "v1/status_map_pb2.pyi",
    "v1/status_map_pb2_grpc.py",
    "v1/status_map_pb2_grpc.pyi",
]
BY_HAND = ["__init__", "_aio", "_astream", "_bulk", "_client", "_errors", "_reading", "_requests", "_stream", "http"]
BY_HAND += ["v1/__init__"]
README = (PACKAGE / "README.md").read_text(encoding="utf-8")
SNIPPET, PRINTED = re.search(r"^```python\n(.*?)^```\n\nprints\n\n```text\n(.*?)^```$", README, re.M | re.S).groups()


def run(*command, cwd=PACKAGE, **more):
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def tool(name):
    return Path(sys.executable).parent / name


def project():
    return tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def wheel():
    (path,) = WHEELS.glob("*.whl")
    return path


# --- sources ---


def own_sources():
    return [path for path in PACKAGE.rglob("*.py") if not path.name.startswith("status_map_pb2")]


@pytest.mark.parametrize("command", ["check --output-format=concise", "format --diff"])
def test_ruff(command):
    run(tool("ruff"), *command.split(), "--no-cache", *own_sources())


def test_mypy():
    run(tool("mypy"), "--cache-dir=/dev/null")


def test_generated_code_is_fresh(tmp_path):
    run(PACKAGE / "generate", tmp_path)
    made = tmp_path / "statusmap"
    assert sorted(path.relative_to(made).as_posix() for path in made.rglob("*.*")) == sorted(GENERATED)
    _, changed, missing = filecmp.cmpfiles(made, SOURCE, GENERATED, shallow=False)
    assert (changed, missing) == ([], []), "client/generate python renews them"


def test_the_service_config_is_that_of_the_other_clients():
    ours, theirs = SOURCE / "service_config.json", ROOT / "client" / "cpp" / "service_config.json"
    assert json.loads(ours.read_text()) == json.loads(theirs.read_text())


def test_versions_agree():
    cmake = re.search(r"project\(statusmap VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1]
    module = re.search(r'^__version__ = "(.+)"$', (SOURCE / "__init__.py").read_text(), re.M)[1]
    assert project()["version"] == module == cmake


def test_the_floors_are_those_of_the_generated_code():
    """And the oldest environment of the tests has exactly these."""
    floors = dict(re.match(r"([\w-]+)>=([\d.]+)", one).groups() for one in project()["dependencies"])
    messages, stubs = (SOURCE / f"v1/status_map_{name}.py" for name in ("pb2", "pb2_grpc"))
    assert floors["protobuf"] == re.search(r"# Protobuf Python Version: (\S+)", messages.read_text())[1]
    assert floors["grpcio"] == re.search(r"GRPC_GENERATED_VERSION = '(.+)'", stubs.read_text())[1]
    script = (ROOT / "tests/clients/python/run").read_text()
    oldest = dict(one.split("==") for one in re.search(r"^oldest=\((.*)\)$", script, re.M)[1].split())
    assert {name: version.removesuffix(".0") for name, version in oldest.items()} == {
        name: version.removesuffix(".0") for name, version in floors.items()
    }


# --- what is published ---


def test_wheel():
    with zipfile.ZipFile(wheel()) as files:
        found = set(files.namelist())
        meta = next(name for name in found if name.endswith("METADATA"))
        metadata = files.read(meta).decode()
    package = {f"statusmap/{name}" for name in [*GENERATED, *(f"{name}.py" for name in BY_HAND), "py.typed"]}
    info = f"statusmap-{project()['version']}.dist-info/"
    assert found == package | {f"{info}{name}" for name in ("METADATA", "RECORD", "WHEEL")}
    assert {one for one in metadata.splitlines() if one.startswith("Requires-Dist") and "extra" not in one} == {
        f"Requires-Dist: {name}"
        for name in ("googleapis-common-protos<2,>=1.70.0", "grpcio<2,>=1.72.2", "protobuf<8,>=6.30.0")
    }


def test_sdist():
    (path,) = WHEELS.glob("*.tar.gz")
    with tarfile.open(path) as files:
        top = {"/".join(name.split("/")[1:3]) for name in files.getnames()}
    assert top >= {"README.md", "pyproject.toml", "src/statusmap", "examples/read_responses.py"}
    assert not any(name.startswith("tests") for name in top)


# --- a consumer ---


@pytest.fixture(scope="module")
def server():
    binary = Path(os.environ["STATUSMAP_BUILD"]) / "bin" / "statusmap-server"
    env = {name: value for name, value in os.environ.items() if not name.startswith("STATUSMAP_")}
    command = [binary, "--listen_address=127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        try:
            yield re.search(r"serving on (\S+);", process.stdout.readline())[1]
        finally:
            process.kill()


@pytest.mark.timeout(300)
def test_a_consumer_in_an_empty_folder(tmp_path, server):
    """Installs the wheel with what it asks for, and runs the first snippet of the README."""
    run(sys.executable, "-m", "venv", "venv", cwd=tmp_path)
    python = tmp_path / "venv/bin/python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel(), cwd=tmp_path)
    (tmp_path / "snippet.py").write_text(SNIPPET.replace("127.0.0.1:50051", server), encoding="utf-8")
    assert run(python, "-W", "error", "snippet.py", cwd=tmp_path) == PRINTED
    assert run(python, "-m", "pip", "check", cwd=tmp_path)


def test_a_consumer_has_types(tmp_path):
    """mypy takes the snippet, and sees a wrong argument and a wrong attribute."""
    good = tmp_path / "good.py"
    good.write_text(SNIPPET, encoding="utf-8")
    run(tool("mypy"), "--strict", "--cache-dir=/dev/null", good, cwd=tmp_path)
    bad = tmp_path / "bad.py"
    bad.write_text(SNIPPET.replace("429", '"429"').replace("answer.source", "answer.sauce"), encoding="utf-8")
    command = [tool("mypy"), "--strict", "--cache-dir=/dev/null", bad]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "[arg-type]" in done.stdout
    assert '"sauce"' in done.stdout
