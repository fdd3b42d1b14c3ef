"""kubectl, and what the tests ask of it again and again."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import time

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Everything once more, and longer.
FULL = bool(os.environ.get("CLUSTER_FULL"))
SERVICE, DEV, CLIENTS = "statusmap", "statusmap-dev", "statusmap-clients"  # namespaces
APP = "app.kubernetes.io/name=statusmap"
HEADLESS = "dns:///statusmap-headless.statusmap.svc.cluster.local:50051"
CLUSTER_IP = "dns:///statusmap.statusmap.svc.cluster.local:50051"
HEALTH = '{"service": "statusmap.v1.StatusMapService"}'
IMAGE, NEXT_IMAGE = "localhost/statusmap:test", "localhost/statusmap:next"


def kubectl(*arguments, check=True, timeout=150, **options) -> subprocess.CompletedProcess:
    command = ["kubectl", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, **options)
    assert not check or done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done


def get(*arguments, namespace=SERVICE):
    return json.loads(kubectl("-n", namespace, "get", *arguments, "-o", "json").stdout)


def pods() -> list[dict]:
    """The pods of the service that are not on their way out, oldest first."""
    found = [pod for pod in get("pods", "-l", APP)["items"] if "deletionTimestamp" not in pod["metadata"]]
    return sorted(found, key=lambda pod: pod["metadata"]["creationTimestamp"])


def name(pod: dict) -> str:
    return pod["metadata"]["name"]


def condition(pod: dict, kind: str) -> bool:
    return any(item["type"] == kind and item["status"] == "True" for item in pod["status"].get("conditions", []))


def ready_pods() -> list[dict]:
    return [pod for pod in pods() if condition(pod, "Ready")]


def server_status(pod: dict) -> dict:
    return next((item for item in pod["status"].get("containerStatuses", []) if item["name"] == "server"), {})


def addresses() -> set[str]:
    """Where the services send new connections."""
    slices = get("endpointslices", "-l", "kubernetes.io/service-name=statusmap")["items"]
    ready = [item for one in slices for item in one["endpoints"] or [] if item["conditions"]["ready"]]
    return {address for item in ready for address in item["addresses"]}


def eventually(condition, timeout=60, step=0.5):
    """Waits until the condition holds, and returns what it returned."""
    deadline = time.monotonic() + timeout
    while not (result := condition()):
        assert time.monotonic() < deadline, f"not within {timeout} s"
        time.sleep(step)
    return result


def rolled_out(timeout=120):
    kubectl("-n", SERVICE, "rollout", "status", "deployment/statusmap", f"--timeout={timeout}s", timeout=timeout + 10)


def between(low: int, high: int) -> None:
    """Bounds the autoscaler, which would undo any other scaling."""
    bounds = json.dumps({"spec": {"minReplicas": low, "maxReplicas": high}})
    kubectl("-n", SERVICE, "patch", "hpa", "statusmap", "--type=merge", "-p", bounds)


def client(*command, pod="client", check=True, timeout=60, **options):
    """Runs a command in a pod of the clients."""
    return kubectl("-n", CLIENTS, "exec", "-i", pod, "--", *command, check=check, timeout=timeout, **options)


def tools(pod: dict, script: str, check=True) -> subprocess.CompletedProcess:
    """Runs a script beside the server, in the container that with_tools.yaml adds."""
    return kubectl("-n", SERVICE, "exec", name(pod), "-c", "tools", "--", "bash", "-c", script, check=check)


def kill(pod: dict, signal: str) -> None:
    """Sends the server of a pod with tools a signal."""
    pid = 'for p in /proc/[0-9]*; do [[ $(<"$p/comm") != statusmap-serve ]] || kill -%s "${p#/proc/}"; done'
    tools(pod, pid % signal)


def usage(pod: dict) -> dict:
    """What the kubelet counted last of a pod's server."""
    stats = json.loads(kubectl("get", "--raw", f"/api/v1/nodes/{pod['spec']['nodeName']}/proxy/stats/summary").stdout)
    (found,) = [item for item in stats["pods"] if item["podRef"]["uid"] == pod["metadata"]["uid"]]
    return next(item for item in found["containers"] if item["name"] == "server")


def memory(pod: dict) -> int:
    """The working set in bytes."""
    return usage(pod)["memory"]["workingSetBytes"]


def cpu(pod: dict) -> float:
    """Seconds of CPU used so far."""
    return usage(pod)["cpu"]["usageCoreNanoSeconds"] / 1e9


def limit(pod: dict) -> int:
    """The memory limit of a pod's server in bytes."""
    (container,) = [item for item in pod["spec"]["containers"] if item["name"] == "server"]
    return int(container["resources"]["limits"]["memory"].removesuffix("Mi")) * 2**20


class Manifests:
    """A copy of deploy/kubernetes, as a team that uses it would keep one."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.prod = folder / "overlays" / "prod"
        shutil.copytree(ROOT / "deploy" / "kubernetes", folder)

    def script(self, text: str, image=IMAGE, timeout=150) -> str:
        """Runs commands of deploy/README.md there."""
        command = ["bash", "-euo", "pipefail", "-c", text]
        environment = {**os.environ, "IMAGE": image}
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
        return done.stdout

    def set_flags(self, **flags) -> None:
        """Changes flags in the file of the production overlay."""
        path = self.prod / "server.env"
        text = path.read_text(encoding="utf-8")
        for flag, value in flags.items():
            text = re.sub(rf"^{flag}=.*\n", "", text, flags=re.MULTILINE) + f"{flag}={value}\n"
        path.write_text(text, encoding="utf-8")

    def apply(self, overlay="prod") -> None:
        kubectl("apply", "-k", self.folder / "overlays" / overlay)

    def patched(self, patch: pathlib.Path, **flags) -> None:
        """Applies an overlay of one's own on top: a patch, and flags."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            shutil.copy(patch, folder)
            literals = [f"{flag}={value}" for flag, value in flags.items()]
            own = {
                "resources": ["../overlays/prod"],
                "namespace": SERVICE,
                "patches": [{"path": patch.name}],
                "configMapGenerator": [{"name": "statusmap", "behavior": "merge", "literals": literals}],
            }
            (pathlib.Path(folder) / "kustomization.yaml").write_text(yaml.safe_dump(own), encoding="utf-8")
            kubectl("apply", "-k", folder)


class Load:
    """A load generator in the client's pod, until it is told to finish."""

    def __init__(self, *flags):
        command = ["kubectl", "-n", CLIENTS, "exec", "-i", "client", "--", "/tmp/statusmap-load", *flags]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.report: dict = {}
        self._lines: list[str] = []
        self._reader = threading.Thread(target=lambda: self._lines.extend(self.process.stderr), daemon=True)
        self._reader.start()

    def await_line(self, words: str, timeout: float) -> None:
        eventually(lambda: any(words in line for line in self._lines) or self.process.poll() is not None, timeout)
        assert self.process.poll() is None, self._lines

    def finish(self, timeout=300) -> None:
        self.process.stdin.close()
        out = self.process.stdout.read()
        assert self.process.wait(timeout) == 0, self._lines
        self.report = json.loads(out)


@contextlib.contextmanager
def load(*flags):
    """A load while the block runs; its report is there afterwards."""
    running = Load(*flags)
    try:
        yield running
        running.finish()
    finally:
        running.process.kill()
        running.process.wait()


def summary(what: str, report: dict) -> str:
    """The line of a report that goes into notes."""
    keys = ("calls", "failed", "retries", "transparent_retries", "p50_ms", "p99_ms", "max_ms", "codes")
    return f"{what}: " + json.dumps({key: report[key] for key in keys})
