"""The snippets of README.md print what it shows, and the example does what it says."""

import http.server
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1]
README = (PACKAGE / "README.md").read_text(encoding="utf-8")
ADDRESS = "127.0.0.1:50051"
SNIPPETS = re.findall(r"^```python\n(.*?)^```\n\nprints\n\n```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def python(*arguments):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=50, check=False)


def test_every_snippet_is_run():
    assert len(SNIPPETS) == README.count("```python") == 4


@pytest.mark.parametrize(("snippet", "printed"), SNIPPETS)
def test_snippet(server, snippet, printed):
    run = python("-W", "error", "-c", snippet.replace(ADDRESS, server.address))
    assert (run.stdout, run.stderr, run.returncode) == (printed, "", 0)


def test_example(server):
    answers = iter([503, 503, 200])

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(next(answers))
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as web:
        thread = threading.Thread(target=web.serve_forever, args=(0.05,))
        thread.start()
        run = python(PACKAGE / "examples/read_responses.py", server.address, f"http://127.0.0.1:{web.server_port}/")
        web.shutdown()
        thread.join()
    assert run.returncode == 0, run.stderr
    assert [line.split(":")[0] for line in run.stdout.splitlines()] == [
        "503 is UNAVAILABLE",
        "503 is UNAVAILABLE",
        "200 is OK",
    ]
