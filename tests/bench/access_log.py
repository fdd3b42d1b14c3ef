"""The generated access log of the cases that read one."""

import subprocess
from pathlib import Path

from bench.settings import Settings

TIMEOUT_S = 600


def generate(settings: Settings, size: int) -> tuple[Path, dict[int, int]]:
    """A log of at least so many bytes, kept for the next run, and how many lines in it have which status."""
    log, counts = settings.work / f"access-{size}.log", settings.work / f"access-{size}.counts"
    if not (log.exists() and counts.exists()):
        with log.open("wb") as out, counts.open("wb") as count:
            subprocess.run(
                [settings.program("generate-log"), str(size)], stdout=out, stderr=count, check=True, timeout=TIMEOUT_S
            )
    pairs = [line.split() for line in counts.read_text().splitlines()]
    return log, {int(code): int(count) for code, count in pairs}
