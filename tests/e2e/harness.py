"""Starts the real server, and finds the tools and the generated stubs."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import grpc
import grpc_tools
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parents[2]
PROTO = ROOT / "proto"
START_TIMEOUT_S = 30
STOP_TIMEOUT_S = 30
CALL_TIMEOUT_S = 20
SERVING = re.compile(r"statusmap-server: serving on (?P<address>\S+); ask: (?P<ask>.+)")


def generate_stubs():
    """Generates the Python stubs into a directory of this process and makes them importable.

    google.rpc comes from googleapis-common-protos. The published grpc.* packages are found beside grpcio's own.
    """
    directory = tempfile.TemporaryDirectory(prefix="statusmap-stubs-")
    files = [
        "statusmap/v1/status_map.proto",
        "grpc/health/v1/health.proto",
        "grpc/reflection/v1/reflection.proto",
        "grpc/reflection/v1alpha/reflection.proto",
    ]
    well_known = Path(grpc_tools.__file__).parent / "_proto"
    includes = [f"-I{PROTO}", f"-I{PROTO / 'third_party'}", f"-I{well_known}"]
    outputs = [f"--python_out={directory.name}", f"--grpc_python_out={directory.name}"]
    if protoc.main(["protoc", *includes, *outputs, *files]) != 0:
        raise RuntimeError("protoc does not accept the contract")
    sys.path.insert(0, directory.name)
    grpc.__path__.append(str(Path(directory.name) / "grpc"))
    return directory


def binary():
    """The server in the build directory that STATUSMAP_BUILD names, or in build/."""
    return Path(os.environ.get("STATUSMAP_BUILD", ROOT / "build")) / "bin" / "statusmap-server"


def tool(name):
    """A program in the directory that STATUSMAP_TOOLS names, or on the PATH."""
    path = os.pathsep.join([os.environ.get("STATUSMAP_TOOLS", ""), os.environ.get("PATH", "")])
    return shutil.which(name, path=path)


def environment(**extra):
    """Our environment without the variables of the server, plus `extra`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("STATUSMAP_")}
    return inherited | {"no_proxy": "*"} | extra


def run(*arguments, timeout=START_TIMEOUT_S, **env):
    """Runs the server to its end."""
    return subprocess.run(
        [str(binary()), *arguments],
        capture_output=True,
        text=True,
        timeout=timeout,
        env=environment(**env),
        check=False,
    )


def memory_kb(process, name):
    """The memory of a process: VmRSS is what it holds now, VmHWM the most that it held so far."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name + ":"))


class Server:
    """A server of our own on a port of its own."""

    def __init__(self, *flags, **env):
        listen = [] if any(flag.startswith("--listen_address") for flag in flags) else ["--listen_address=127.0.0.1:0"]
        if "STATUSMAP_LISTEN_ADDRESS" in env:
            listen = []
        self.process = subprocess.Popen(
            [str(binary()), *listen, *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            env=environment(**env),
        )
        self._lines = {"stdout": [], "stderr": []}
        self._serving = threading.Event()
        self._readers = [threading.Thread(target=self._read, args=(name,), daemon=True) for name in self._lines]
        for reader in self._readers:
            reader.start()
        if not self._serving.wait(START_TIMEOUT_S):
            self.kill()
            raise RuntimeError(f"the server does not serve: {self._lines}")
        match = SERVING.fullmatch(self._lines["stdout"][0])
        if not match:
            self.kill()
            raise RuntimeError(f"the server does not serve: {self._lines}, exit code {self.process.returncode}")
        self.address, self.ask = match["address"], match["ask"]
        self.host, _, port = self.address.rpartition(":")
        self.port = int(port) if port.isdecimal() else None

    def _read(self, name):
        for line in getattr(self.process, name):
            self._lines[name].append(line.rstrip("\n"))
            if name == "stdout":
                self._serving.set()
        if name == "stdout":
            if not self._lines[name]:
                self._lines[name].append("")
            self._serving.set()

    @property
    def stdout(self):
        return list(self._lines["stdout"])

    @property
    def stderr(self):
        return list(self._lines["stderr"])

    def channel(self, *options):
        """A channel with a connection of its own."""
        own = [("grpc.use_local_subchannel_pool", 1), ("grpc.enable_http_proxy", 0)]
        return grpc.insecure_channel(self.address, options=[*own, *options])

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def wait(self, timeout=STOP_TIMEOUT_S):
        """The exit code, and how long it took to get it."""
        start = time.monotonic()
        code = self.process.wait(timeout)
        took = time.monotonic() - start
        for reader in self._readers:
            reader.join(STOP_TIMEOUT_S)
        return code, took

    def stop(self, timeout=STOP_TIMEOUT_S):
        """SIGTERM, and the exit code."""
        if self.process.poll() is None:
            self.signal()
        return self.wait(timeout)[0]

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(STOP_TIMEOUT_S)


def eventually(condition, timeout=10, step=0.02):
    """Waits until the condition holds, and returns what it returned."""
    deadline = time.monotonic() + timeout
    while True:
        result = condition()
        if result or time.monotonic() > deadline:
            return result
        time.sleep(step)
