"""What a reader needs to know of the machine and of the versions to compare numbers."""

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path

from bench.settings import ROOT, Settings

PACKAGES = ("libgrpc++1.51", "libprotobuf32", "nghttp2-client", "libbenchmark1debian", "g++")


def said(*command: str) -> str:
    """The first line that a program prints; empty if it is missing or fails."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip().split("\n")[0] if done.returncode == 0 else ""


def cpu_model() -> str:
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()


def pinned(file: str, pattern: str) -> str:
    found = re.search(pattern, (ROOT / "tests/bench/baselines" / file).read_text(), re.MULTILINE)
    return found[1] if found else ""


def versions() -> dict[str, str]:
    packages = {name: said("dpkg-query", "--show", "--showformat=${Version}", name) for name in PACKAGES}
    return {
        **{name: version for name, version in packages.items() if version},
        "grpc-go": pinned("go/go.mod", r"google\.golang\.org/grpc v(\S+)"),
        "tonic": pinned("tonic/Cargo.toml", r'^tonic = .*"=([\d.]+)"'),
        "go": said("go", "version"),
        "rustc": said("rustc", "--version"),
        "gcc": said("g++", "-dumpfullversion"),
        "libc": " ".join(platform.libc_ver()),
    }


def facts(settings: Settings) -> dict:
    commit = said("git", "rev-parse", "HEAD")
    if said("git", "status", "--porcelain"):
        commit += " with changes"
    return {
        "cores": os.cpu_count(),
        "cpu": cpu_model(),
        "kernel": platform.release(),
        "memory_mb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e6),
        "load": os.getloadavg(),
        "commit": commit,
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "server_core": settings.server_core,
        "load_core": settings.load_core,
        "quick": settings.quick,
        "rounds": settings.rounds,
        "versions": versions(),
    }
