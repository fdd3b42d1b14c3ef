"""The command as a process: streams that are not files, signals, memory, a terminal."""

import gzip
import os
import pty
import select
import signal
import subprocess
import threading
import time

import pytest

from . import harness

LINE = '192.0.2.{n} - - [10/Oct/2025:13:55:36 +0000] "GET /{n} HTTP/1.1" {status} 612 "-" "curl/7.88.1"\n'
STATUSES = [200] * 90 + [204, 301, 304, 400, 404, 404, 429, 499, 500, 503]
BLOCK = "".join(LINE.format(n=n, status=status) for n, status in enumerate(STATUSES)).encode() * 100
MEGABYTE = 1_000_000
MORE_MEMORY_KB = 24 * 1024  # than for the first line


def command():
    return str(harness.binary().with_name("statusmap"))


@pytest.fixture
def spawn():
    """spawn(words...) starts the command with pipes; it ends with the test."""
    started = []

    def spawn(*words, **options):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        # A sanitizer keeps what was freed; here that would look like a leak.
        sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
        env = harness.environment(ASAN_OPTIONS=sanitizer)
        started.append(subprocess.Popen([command(), *words], env=env, **pipes))
        return started[-1]

    yield spawn
    for process in started:
        process.kill()
        process.communicate()


def run(*words, **options):
    return subprocess.run(
        [command(), *words], capture_output=True, timeout=60, env=harness.environment(), check=False, **options
    )


def read_line(stream, timeout=10):
    """The next line, which is there before anything more is written."""
    line = b""
    until = time.monotonic() + timeout
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([stream], [], [], max(until - time.monotonic(), 0))
        assert ready, f"only {line} after {timeout} s"
        byte = os.read(stream.fileno(), 1)
        assert byte, f"ends with {line}"
        line += byte
    return line.decode()


def write(process, text):
    process.stdin.write(text)
    process.stdin.flush()


@pytest.mark.parametrize("remote", [False, True], ids=["embedded", "remote"])
def test_map_answers_each_line_when_it_comes(remote, server, spawn):
    process = spawn("map", "-", "--brief", *(["--server", server.address] if remote else []))
    write(process, b"404\n50")  # half a word waits for its end
    assert read_line(process.stdout) == "google-apis  404 -> NOT_FOUND (5)\n"
    write(process, b"3 \n")
    assert read_line(process.stdout) == "google-apis  503 -> UNAVAILABLE (14)\n"
    write(process, b"abc\n700\n429\n")
    assert read_line(process.stdout) == "google-apis  429 -> RESOURCE_EXHAUSTED (8)\n"
    assert '"abc" is not an HTTP status' in read_line(process.stderr)
    assert "HTTP_STATUS_OUT_OF_RANGE" in read_line(process.stderr)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (2, b"", b"")


@pytest.mark.parametrize(
    ("words", "begin"),
    [
        (["map", "-"], "404 -> NOT_FOUND (5)\n"),
        (["map", "-", "-o", "json"], "[\n"),
        (["classify", "-"], "404 Client Error\n"),
        (["map", "--grpc", "-", "--brief"], "google-apis  gRPC code 404 (not defined) -> "),
    ],
)
def test_every_answer_is_there_when_its_line_is(words, begin, spawn):
    process = spawn(*words)
    write(process, b"404\n")
    assert read_line(process.stdout).startswith(begin)
    assert process.poll() is None


def test_map_asks_again_when_a_server_is_back(start, spawn):
    first = start()
    process = spawn("map", "-", "--brief", "--server", first.address, "--deadline", "3")
    write(process, b"404\n")
    assert "NOT_FOUND" in read_line(process.stdout)
    assert first.stop() == 0
    write(process, b"404\n")
    assert "UNAVAILABLE" in read_line(process.stderr, 20)
    start(f"--listen_address={first.address}")
    assert harness.eventually(lambda: (write(process, b"503\n"), select.select([process.stdout], [], [], 1)[0])[1], 30)
    assert "UNAVAILABLE (14)" in read_line(process.stdout)


def endless(process, text):
    """Feeds the process until it stops reading."""

    def feed():
        try:
            while True:
                process.stdin.write(text)
        except (BrokenPipeError, ValueError):
            pass

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("words", "lines"),
    [(["map", "-"], 20_000), (["map", "-", "--brief"], 200_000), (["map", "-", "-o", "json"], 1_000)],
    ids=["text", "brief", "json"],
)
def test_map_of_endless_input_holds_little_memory_and_ends_with_its_reader(words, lines, spawn):
    process = spawn(*words)
    write(process, b"404\n")
    assert process.stdout.readline()
    before = harness.memory_kb(process, "VmHWM")
    endless(process, b"404\n503\n429\n" * 4096)
    for _ in range(lines):
        assert process.stdout.readline()
    assert harness.memory_kb(process, "VmHWM") < before + MORE_MEMORY_KB
    process.stdout.close()
    assert process.wait(20) == -signal.SIGPIPE


def test_map_that_is_not_told_of_its_reader_s_end_sees_it(spawn):
    """Some parents ignore SIGPIPE, and their children inherit that."""
    process = spawn(
        "map", "-", "--brief", preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN), restore_signals=False
    )
    endless(process, b"404\n" * 4096)
    assert process.stdout.readline()
    process.stdout.close()
    assert process.wait(20) == 74
    assert b"could not be written" in process.stderr.read()


def counted(text, status):
    """How often the table of statuses has this one."""
    line = next(line for line in text.splitlines() if line.startswith(f"{status}  "))
    return int(line.split()[1].replace(",", ""))


@pytest.fixture(scope="module")
def big_log(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "access.log"
    with path.open("wb") as file:
        while file.tell() < 200 * MEGABYTE:
            file.write(BLOCK)
    return path


@pytest.mark.parametrize("source", ["file", "pipe"])
def test_a_log_that_is_larger_than_the_memory_in_use(source, big_log, spawn):
    blocks = big_log.stat().st_size // len(BLOCK)
    small = spawn("summarize", "-")
    write(small, BLOCK)
    assert harness.eventually(lambda: harness.memory_kb(small, "VmHWM") > 1024)
    with big_log.open("rb") as file:
        process = spawn("summarize", str(big_log) if source == "file" else "-", stdin=file)
        peaks = [0]
        while process.poll() is None:
            try:
                peaks.append(harness.memory_kb(process, "VmHWM"))
            except (StopIteration, ProcessLookupError, FileNotFoundError):
                break  # it has just ended
            time.sleep(0.005)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, b"")
    text = out.decode()
    assert text.startswith(f"{blocks * 10_000:,} responses\n")
    assert {status: counted(text, status) for status in (200, 404, 503)} == {
        200: blocks * 9_000,
        404: blocks * 200,
        503: blocks * 100,
    }
    assert 0 < max(peaks) < harness.memory_kb(small, "VmHWM") + MORE_MEMORY_KB


def test_a_remote_server_says_what_the_embedded_catalogue_says(server):
    words = ("summarize", "--against", "envoy")
    alone = run(*words, input=BLOCK)
    asked = run(*words, "--server", server.address, input=BLOCK)
    assert (alone.returncode, alone.stderr) == (asked.returncode, asked.stderr) == (0, b"")
    assert alone.stdout == asked.stdout


def test_gzip_is_known_by_its_bytes(tmp_path):
    path = tmp_path / "access.log"
    path.write_bytes(gzip.compress(BLOCK) + gzip.compress(BLOCK))
    from_file = run("summarize", str(path))
    from_pipe = run("summarize", "-", input=path.read_bytes())
    assert from_file.stdout.startswith(b"20,000 responses\n")
    assert (from_pipe.returncode, from_pipe.stdout) == (0, from_file.stdout)


def test_gzip_that_is_cut_tells_what_was_read(tmp_path):
    path = tmp_path / "access.log.gz"
    path.write_bytes(gzip.compress(os.urandom(10_000).hex().encode() + b"\n" + BLOCK)[:-1000])
    cut = run("summarize", "--format", "nginx", str(path))
    assert cut.returncode == 66
    lines = int(cut.stderr.split(b"; the ")[1].split()[0])
    assert cut.stderr.decode() == (
        f"statusmap: {path} is gzip that ends in the middle; the {lines} lines before that are counted\n"
    )
    assert 0 < lines < 10_001
    assert f"lines        {lines:,}, read as nginx\n" in cut.stdout.decode()


def on_terminal(*words, stdin=subprocess.DEVNULL, feed=None, **environment):
    """What the command writes to a terminal as its standard error."""
    primary, secondary = pty.openpty()
    env = harness.environment(**({"TERM": "xterm"} | environment))
    process = subprocess.Popen([command(), *words], stdin=stdin, stdout=subprocess.DEVNULL, stderr=secondary, env=env)
    os.close(secondary)
    if feed:
        feed(process)
    shown = b""
    try:
        while chunk := os.read(primary, 65536):
            shown += chunk
    except OSError:
        pass  # the other end is closed
    os.close(primary)
    assert process.wait(20) == 0
    return shown.decode()


def slowly(process):
    for _ in range(8):
        write(process, BLOCK)
        time.sleep(0.25)
    process.stdin.close()


def test_progress_is_shown_of_what_takes_long_and_wiped():
    shown = on_terminal("summarize", "-", stdin=subprocess.PIPE, feed=slowly)
    assert shown.startswith("\rstandard input  ")
    assert " MB\x1b[K" in shown
    assert shown.endswith("\r\x1b[K")


def test_no_progress_of_what_is_short_or_on_a_dumb_terminal(tmp_path):
    path = tmp_path / "access.log"
    path.write_bytes(BLOCK)
    assert on_terminal("summarize", str(path)) == ""
    assert on_terminal("summarize", "-", stdin=subprocess.PIPE, feed=slowly, TERM="dumb") == ""
