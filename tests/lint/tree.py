"""The files of the repository: what is committed, or would be by `git add --all`."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Published protocols, unmodified: their authors' style is not ours to lint.
FOREIGN = "proto/third_party/google/", "proto/third_party/grpc/"
# Written by client/generate.
GENERATED = (
    "client/go/statusmapv1/",
    "client/python/src/statusmap/v1/status_map_pb2",
    "client/ruby/lib/statusmap/v1/",
    "client/rust/src/generated/",
    "client/typescript/src/gen/",
)


def files(*endings: str) -> list[pathlib.Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    names = sorted({name for name in listed if name and not name.startswith(FOREIGN + GENERATED)})
    return [ROOT / name for name in names if name.endswith(endings or "") and (ROOT / name).is_file()]


def scripts() -> list[pathlib.Path]:
    """The shell scripts, which carry no ending."""
    return [path for path in files() if path.suffix in ("", ".sh", ".bash") and is_shell(path)]


def is_shell(path: pathlib.Path) -> bool:
    with path.open("rb") as file:
        first = file.readline()
    return first.startswith(b"#!") and first.rstrip().endswith((b"bash", b"/sh"))


def name(path: pathlib.Path) -> str:
    return path.relative_to(ROOT).as_posix()
