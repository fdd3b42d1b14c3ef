"""The service as deploy/README.md installs it, and the clients."""

import os
import pathlib
import re
import time

import pytest
from cluster import (
    CLIENTS,
    DEV,
    FULL,
    ROOT,
    SERVICE,
    Manifests,
    between,
    client,
    eventually,
    kubectl,
    pods,
    ready_pods,
    rolled_out,
)

README = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
NOTES = pytest.StashKey[list]()


def commands(heading: str) -> str:
    """The commands in the sh blocks below a heading of deploy/README.md."""
    section = re.split(r"^#+ ", README.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    return "".join(re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL))


def pytest_configure(config):
    config.addinivalue_line("markers", "full: takes long, only with --full")


def pytest_collection_modifyitems(config, items):
    """Left out rather than skipped: what was not asked for is not missing."""
    left_out = [item for item in items if item.get_closest_marker("full") and not FULL]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter, config):
    for line in config.stash.get(NOTES, []):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def note(request):
    """note(text): something that was measured, printed at the end."""
    notes = request.config.stash.setdefault(NOTES, [])
    return lambda text: notes.append(str(text))


@pytest.fixture(scope="session", autouse=True)
def namespaces():
    """None of ours when it begins, and none when it ends."""
    delete = ["delete", "namespace", SERVICE, DEV, CLIENTS, "--ignore-not-found"]
    kubectl(*delete, "--timeout=120s")
    yield
    kubectl(*delete, "--wait=false")


@pytest.fixture(scope="session")
def clients(namespaces):
    kubectl("apply", "-f", ROOT / "tests/cluster/clients.yaml")
    kubectl("-n", CLIENTS, "wait", "--for=condition=Ready", "pod", "--all", "--timeout=60s")
    programs = {
        "statusmap-load": pathlib.Path(os.environ["STATUSMAP_BUILD"]) / "tests/bin/statusmap-load",
        "grpcurl": pathlib.Path(os.environ["STATUSMAP_TOOLS"]) / "grpcurl",
    }
    for pod in ("client", "stranger"):
        for name, path in programs.items():
            kubectl("cp", path.resolve(), f"{CLIENTS}/{pod}:/tmp/{name}")
    assert client("/tmp/grpcurl", "-version").returncode == 0


@pytest.fixture(scope="session")
def prod(clients, tmp_path_factory, note):
    """Installed by the commands of the quickstart."""
    manifests = Manifests(tmp_path_factory.mktemp("team") / "kubernetes")
    begin = time.monotonic()
    manifests.script(commands("Install"))
    note(f"installed and rolled out in {time.monotonic() - begin:.1f} s")
    eventually(lambda: len(ready_pods()) == 2)
    note(f"two pods ready after {time.monotonic() - begin:.1f} s")
    return manifests


@pytest.fixture(scope="module")
def with_tools(prod):
    """The production overlay with a shell beside each server, short-lived connections, and a small CPU request. The
    autoscaler keeps two pods until a test wants more."""
    prod.patched(pathlib.Path(__file__).parent / "with_tools.yaml", STATUSMAP_MAX_CONNECTION_AGE="6s")
    between(2, 2)
    rolled_out()
    eventually(lambda: len(pods()) == len(ready_pods()) == 2)
    return prod
