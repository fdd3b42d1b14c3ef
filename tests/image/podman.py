"""Containers of the image, run as deploy/README.md shows, and what can be read of them from outside."""

import json
import os
import re
import shlex
import subprocess
import tarfile
import tempfile
from pathlib import Path

from e2e import harness

ROOT = harness.ROOT
IMAGE = "localhost/statusmap:test"
DEBUG = "localhost/statusmap:test-debug"
PORT = 50051
BUILD_TIMEOUT_S = 900
TIMEOUT_S = 60
DRAIN_S = 10  # the server's default

# What nested containers need, see deploy/image; here in a file, so that commands are run as the documentation has them.
_CONFIG = tempfile.NamedTemporaryFile("w", prefix="statusmap-containers-", suffix=".conf")  # noqa: SIM115 (lives as long as we)
_CONFIG.write("""
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
""")
_CONFIG.flush()
ENVIRONMENT = os.environ | {"CONTAINERS_CONF": _CONFIG.name}


def run(*command, check=True, timeout=TIMEOUT_S, **more):
    result = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        timeout=timeout,
        env=ENVIRONMENT,
        check=False,
        **more,
    )
    assert not check or result.returncode == 0, f"{command}: {result.returncode}\n{result.stdout}{result.stderr}"
    return result


def podman(*arguments, **more):
    return run("podman", *arguments, **more)


def version():
    return re.search(r"project\(statusmap VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]


def documented_commands():
    """The commands of the section on the image, a list of words each."""
    text = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split("\n## The image\n", 1)[1], flags=re.MULTILINE)[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.replace("\\\n", " ").splitlines()]


def documented_run():
    """The flags of the documented `podman run` of the server, without those that name or publish it."""
    (command,) = [words for words in documented_commands() if words[:2] == ["podman", "run"] and "--read-only" in words]
    flags = command[2:-1]
    at = flags.index("--publish")
    del flags[at : at + 2]
    flags.remove("--rm")
    return flags


class Container:
    """A server in the image: in a network of its own, or on a free port of the machine's."""

    def __init__(self, *flags, network="none", environment=None, arguments=()):
        listen = {"STATUSMAP_LISTEN_ADDRESS": "[::]:0"} if network == "host" else {}
        variables = [f"--env={name}={value}" for name, value in (listen | (environment or {})).items()]
        name = ["--detach", f"--network={network}", *documented_run(), *flags, *variables, IMAGE, *arguments]
        self.id = podman("run", *name).stdout.strip()
        self.port = None
        harness.eventually(self._announced_or_ended, timeout=harness.START_TIMEOUT_S)
        if self.port is None:
            logs = self.logs()
            self.remove()
            raise RuntimeError(f"the container does not serve: {logs}")

    def _announced_or_ended(self):
        match = harness.SERVING.search(self.logs())
        if match:
            self.port = int(match["address"].rpartition(":")[2])
        return match or self.state["Status"] == "exited"

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @property
    def state(self):
        return json.loads(podman("inspect", self.id).stdout)[0]["State"]

    def logs(self):
        result = podman("logs", self.id)
        return result.stdout + result.stderr

    def status(self):
        """/proc/PID/status of the server, as the machine sees it."""
        lines = Path(f"/proc/{self.state['Pid']}/status").read_text().splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    def peer(self, *command, flags=(), **more):
        """Runs a command of the debug image in this container's network."""
        return podman(
            "run",
            "--rm",
            f"--network=container:{self.id}",
            *flags,
            f"--entrypoint={command[0]}",
            DEBUG,
            *command[1:],
            **more,
        )

    def stop(self, timeout=30):
        """SIGTERM as the image asks for it, and the state after that; SIGKILL, exit code 137, after the timeout."""
        podman("stop", "--time", timeout, self.id, timeout=timeout + TIMEOUT_S)
        return self.state

    def remove(self):
        podman("rm", "--force", "--time", "0", self.id, check=False)


class Content:
    """An image's files, unpacked into a folder, and its entries as tar lists them."""

    def __init__(self, folder, archive):
        self.folder = folder
        with tarfile.open(archive) as tar:
            self.entries = tar.getmembers()
        run("tar", "--extract", "--file", archive, "--directory", folder)
        self.files = {entry.name for entry in self.entries if not entry.isdir()}
