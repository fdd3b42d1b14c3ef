"""The production overlay, as it is: answers, rolling updates under load, and what else takes pods away."""

import json
import os
import socket
import subprocess
import threading
import time

import pytest
from cluster import (
    APP,
    CLUSTER_IP,
    DEV,
    FULL,
    HEADLESS,
    HEALTH,
    NEXT_IMAGE,
    SERVICE,
    addresses,
    between,
    client,
    cpu,
    eventually,
    get,
    kubectl,
    limit,
    load,
    memory,
    name,
    pods,
    ready_pods,
    rolled_out,
    server_status,
    summary,
)
from conftest import commands

ROLLOUTS, CALLS = (10, 100_000) if FULL else (3, 20_000)
# Long-lived connections, and as many that are replaced after 50 calls, to both services.
MIX = [f"--target={HEADLESS}", f"--target={CLUSTER_IP}", "--connections=10", "--calls_per_connection=50"]
RATE = "--rate=450"
IDLE = 10_000
HEALTH_CHECK = "grpc.health.v1.Health/Check"
LOOKUP = "statusmap.v1.StatusMapService/LookupStatus"


def events(kinds=("Deployment", "Pod")):
    lines = kubectl("-n", SERVICE, "get", "events", "--sort-by=.metadata.creationTimestamp", "-o", "json").stdout
    found = [item for item in json.loads(lines)["items"] if item["involvedObject"]["kind"] in kinds]
    return [
        f"{item.get('lastTimestamp') or item['eventTime']} {item['reason']} {item['involvedObject']['name']}: "
        f"{item['message']}"
        for item in found
    ]


# --- 1. it runs ------------------------------------------------------------------------------------------------------


def test_pods_are_ready_within_seconds(prod, note):
    note(kubectl("-n", SERVICE, "get", "pods", "-o", "wide").stdout)
    for pod in pods():
        times = {item["type"]: item["lastTransitionTime"] for item in pod["status"]["conditions"]}
        started = server_status(pod)["state"]["running"]["startedAt"]
        seconds = [time.mktime(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ")) for moment in (started, times["Ready"])]
        note(f"{name(pod)}: ready {seconds[1] - seconds[0]:.0f} s after its process started (whole seconds)")
        assert seconds[1] - seconds[0] <= 5
        assert server_status(pod)["restartCount"] == 0


def test_the_namespace_admits_restricted_pods_only(prod):
    refused = kubectl("-n", SERVICE, "run", "root", "--image=x", "--dry-run=server", check=False)
    assert refused.returncode != 0
    assert 'violates PodSecurity "restricted' in refused.stderr


# --- 2. answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["statusmap.statusmap:50051", "statusmap-headless.statusmap:50051"])
def test_grpcurl_from_a_pod(prod, target):
    answer = client("/tmp/grpcurl", "-plaintext", "-d", '{"http_status": 404}', target, LOOKUP).stdout
    assert json.loads(answer)["status"]["registration"]["reason_phrase"] == "Not Found"


@pytest.mark.parametrize("target", [CLUSTER_IP, HEADLESS])
def test_the_command_from_a_pod(prod, target):
    assert "Not Found" in client("statusmap", "--server", target, "lookup", "404").stdout


def test_from_the_node(prod):
    address = get("service", "statusmap")["spec"]["clusterIP"]
    try:
        socket.create_connection((address, 50051), timeout=2).close()
    except OSError:
        pytest.skip("this is not the network of a node")
    answer = local("grpcurl", "-plaintext", "-d", '{"http_status": 404}', f"{address}:50051", LOOKUP)
    assert json.loads(answer)["status"]["registration"]["reason_phrase"] == "Not Found"
    assert "Not Found" in local("statusmap", "--server", f"{address}:50051", "lookup", "404")


def test_through_the_api_server(prod):
    """The command of the readme, but on a port that is free."""
    shown = commands("Call it")
    assert shown.count("service/statusmap 50051 &\n") == 1
    command = shown.replace(" 50051 &", " :50051").split()
    forward = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = forward.stdout.readline().split()[2]
        assert "Not Found" in local("statusmap", "--server", address, "lookup", "404")
    finally:
        forward.kill()
        forward.wait()


def local(program, *arguments):
    """Runs a program of ours here."""
    folder = {"statusmap": f"{os.environ['STATUSMAP_BUILD']}/bin", "grpcurl": os.environ["STATUSMAP_TOOLS"]}[program]
    command = [f"{folder}/{program}", *arguments]
    environment = {**os.environ, "no_proxy": "*"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=True).stdout


def test_all_pods_get_their_share(prod, note):
    with load(f"--target={HEADLESS}", "--connections=4", "--calls=1200", "--rate=600") as running:
        pass
    shares = running.report["peers"]
    note(f"shares of two pods through the headless service: {shares}")
    assert running.report["failed"] == 0
    assert {peer.split(":")[1] for peer in shares} == addresses()
    assert min(shares.values()) > 0.4 * sum(shares.values())


def test_the_overlay_for_developers(prod):
    path = prod.folder / "overlays/dev/kustomization.yaml"
    shipped = path.read_text(encoding="utf-8")
    assert "newTag: dev" in shipped
    path.write_text(shipped.replace("newTag: dev", "newTag: test"), encoding="utf-8")
    prod.apply("dev")
    ready = ["wait", "--for=condition=Ready", "pod", "-l", APP, "--timeout=30s"]
    eventually(lambda: kubectl("-n", DEV, *ready, check=False).returncode == 0)
    answer = client("/tmp/grpcurl", "-plaintext", "-d", HEALTH, "statusmap.statusmap-dev:50051", HEALTH_CHECK).stdout
    assert "SERVING" in answer
    kubectl("delete", "namespace", DEV, "--wait=false")


# --- 3. pods come and go under load ----------------------------------------------------------------------------------


@pytest.mark.timeout(900)
def test_rolling_updates_lose_no_call(prod, note):
    with load(*MIX, RATE, f"--calls={CALLS}") as running:
        prod.script(commands("Upgrade"), image=NEXT_IMAGE)
        eventually(lambda: {pod["spec"]["containers"][0]["image"] for pod in pods()} == {NEXT_IMAGE})
        prod.script(commands("Change a flag"))
        note("\n".join(events()[-12:]))
        note(kubectl("-n", SERVICE, "get", "pods").stdout)
        prod.script(commands("Roll back"))
        for _ in range(ROLLOUTS - 3):
            kubectl("-n", SERVICE, "rollout", "restart", "deployment/statusmap")
            rolled_out()
    prod.set_flags(STATUSMAP_MAX_CONNECTION_AGE="5m")
    note(summary(f"{ROLLOUTS} rolling updates", running.report))
    assert running.report["calls"] >= CALLS
    assert running.report["failed"] == 0, running.report


@pytest.mark.full
@pytest.mark.timeout(300)
def test_what_the_drain_delay_is_for(prod, note):
    """Without it a call is cancelled now and then, which is why it is there; nothing else happens to calls."""
    prod.set_flags(STATUSMAP_DRAIN_DELAY="0s")
    prod.apply()
    rolled_out()
    with load(*MIX, RATE) as running:
        for _ in range(4):
            kubectl("-n", SERVICE, "rollout", "restart", "deployment/statusmap")
            rolled_out()
    prod.set_flags(STATUSMAP_DRAIN_DELAY="250ms")
    prod.apply()
    rolled_out()
    note(summary("4 rolling updates without a drain delay", running.report))
    assert set(running.report["codes"]) <= {"OK", "CANCELLED"}


def test_deleted_pods_lose_no_call(prod, note):
    with load(*MIX, RATE) as running:
        kubectl("-n", SERVICE, "delete", "pod", name(pods()[0]))
        eventually(lambda: len(ready_pods()) == 2)
        time.sleep(3)
    note(summary("kubectl delete pod", running.report))
    assert running.report["failed"] == 0, running.report


def scale(replicas):
    between(replicas, replicas)
    eventually(lambda: len(pods()) == len(ready_pods()) == replicas)


def test_scaling_loses_no_call(prod, note):
    with load(*MIX, RATE) as running:
        scale(5)
        time.sleep(5)
        scale(2)
        time.sleep(5)
    prod.apply()
    note(summary("scale 2 -> 5 -> 2", running.report))
    note(f"peers meanwhile: {running.report['peers']}")
    assert running.report["failed"] == 0, running.report


def test_draining_a_node_respects_the_budget_and_loses_no_call(prod, note):
    node = pods()[0]["spec"]["nodeName"]
    alone = len(get("nodes")["items"]) == 1
    drain = ["kubectl", "drain", node, f"--pod-selector={APP}", "--ignore-daemonsets", "--timeout=120s"]
    seen, fewest = [], [2]
    with load(*MIX, RATE) as running:
        process = subprocess.Popen(drain, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        reader = threading.Thread(target=lambda: seen.extend(process.stdout), daemon=True)
        reader.start()
        try:
            if alone:  # The pod that takes the evicted one's place finds no node, so the second must stay.
                eventually(lambda: any("violate the pod's disruption budget" in line for line in seen))
                fewest.append(len(ready_pods()))
        finally:
            kubectl("uncordon", node)
        assert process.wait(120) == 0, seen
        reader.join(10)
        eventually(lambda: len(ready_pods()) == 2)
        time.sleep(3)
    note("".join(seen[:6]))
    note(summary("kubectl drain with the budget", running.report))
    assert min(fewest) >= 1
    assert running.report["failed"] == 0, running.report


# --- 4. faults -------------------------------------------------------------------------------------------------------


def test_a_leaving_pod_says_so_before_it_stops(prod, note):
    """Out of the endpoints first, still answering; then NOT_SERVING; then gone."""
    pod = pods()[0]
    address = f"{pod['status']['podIP']}:50051"
    watch = threading.Thread(target=lambda: watched.append(watch_health(address)))
    watched: list[str] = []
    watch.start()
    time.sleep(1)
    kubectl("-n", SERVICE, "delete", "pod", name(pod), "--wait=false")
    eventually(lambda: pod["status"]["podIP"] not in addresses(), timeout=2, step=0.05)
    still = client("/tmp/grpcurl", "-plaintext", "-d", '{"http_status": 404}', address, LOOKUP)
    assert "Not Found" in still.stdout, "it serves until the endpoints are known everywhere"
    watch.join(30)
    assert not watch.is_alive()
    note("a client that watches the health of a leaving pod sees: " + " ".join(watched[0].split()))
    told = watched[0].index("NOT_SERVING")
    assert watched[0].index('"SERVING"') < told < watched[0].index("Unavailable")
    eventually(lambda: len(ready_pods()) == 2)


def watch_health(address):
    done = client("/tmp/grpcurl", "-plaintext", "-d", HEALTH, address, "grpc.health.v1.Health/Watch", check=False)
    return done.stdout + done.stderr


def test_a_wrong_flag_stalls_the_rollout_and_says_why(prod, note):
    before = {name(pod) for pod in pods()}
    with load(*MIX, RATE) as running:
        prod.set_flags(STATUSMAP_DRAIN_TIMEOUT="10")
        prod.apply()
        message = eventually(crash_message)
        time.sleep(3)
        stalled = kubectl("-n", SERVICE, "rollout", "status", "deployment/statusmap", "--timeout=1s", check=False)
        assert stalled.returncode != 0
        assert before == {name(pod) for pod in ready_pods()}, "the old pods serve"
        prod.script(commands("Roll back"))
        eventually(lambda: {name(pod) for pod in pods()} == before)
    prod.set_flags(STATUSMAP_DRAIN_TIMEOUT="10s")
    prod.apply()
    rolled_out()
    note(f"a wrong flag, in kubectl describe pod: {message}")
    note(summary("a wrong flag", running.report))
    assert "STATUSMAP_DRAIN_TIMEOUT" in message
    assert "with a unit" in message
    assert running.report["failed"] == 0, running.report


def crash_message():
    for pod in pods():
        for status in pod["status"].get("containerStatuses", []):
            for state in (status["state"], status["lastState"]):
                if state.get("terminated", {}).get("exitCode") == 2:
                    return state["terminated"]["message"]
    return None


# --- 5. many connections ---------------------------------------------------------------------------------------------


@pytest.mark.full
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("connections", "rate"), [(10, 2000), (100, 2000), (1000, 2000), (100, 8000)])
def test_what_a_pod_needs(prod, note, connections, rate):
    """For the sizing table of deploy/README.md: CPU per call and memory of one pod."""
    pod = pods()[0]
    target = f"ipv4:{pod['status']['podIP']}:50051"
    # The kubelet measures every ten seconds.
    time.sleep(15)
    before, idle = cpu(pod), memory(pod)
    with load(
        f"--target={target}", f"--connections={connections}", f"--rate={rate}", f"--calls={rate * 20}"
    ) as running:
        pass
    busy = memory(pod)
    time.sleep(15)
    spent = (cpu(pod) - before) / running.report["calls"]
    note(summary(f"one pod, {connections} connections, {rate} calls per second", running.report))
    note(f"  {spent * 1e6:.0f} us of CPU per call, {idle / 2**20:.0f} MiB before and {busy / 2**20:.0f} MiB at the end")
    assert running.report["failed"] == 0, running.report


@pytest.mark.full
@pytest.mark.timeout(300)
def test_idle_connections_fit_into_the_memory_limit(prod, note):
    pod = pods()[0]
    target = f"ipv4:{pod['status']['podIP']}:50051"
    with load(f"--target={target}", f"--idle={IDLE}", "--connections=1", "--rate=10", "--calls=10") as running:
        running.await_line("idle connections", timeout=200)
        # The kubelet measures every ten seconds.
        time.sleep(15)
        used = memory(pod)
    assert running.report["failed"] == 0, running.report
    (now,) = [one for one in pods() if name(one) == name(pod)]
    assert server_status(now)["restartCount"] == 0
    note(f"{IDLE} idle connections on one pod, each with a watch of its health: {used / 2**20:.0f} MiB")
    assert 0 < used < limit(pod)
