"""What needs a hand inside of the pods: killed and hung processes, the network from within, small limits, autoscaling."""

import json
import time

import pytest
from cluster import (
    CLUSTER_IP,
    HEADLESS,
    SERVICE,
    between,
    client,
    eventually,
    get,
    kill,
    kubectl,
    load,
    name,
    pods,
    ready_pods,
    server_status,
    summary,
    tools,
)

MIX = [f"--target={HEADLESS}", f"--target={CLUSTER_IP}", "--connections=10", "--calls_per_connection=50", "--rate=450"]


def test_threads_follow_the_request_and_not_the_node(with_tools, note):
    script = 'for p in /proc/[0-9]*; do [[ $(<"$p/comm") != statusmap-serve ]] || cat "$p/environ" "$p/status"; done'
    shown = tools(pods()[0], script).stdout
    assert "STATUSMAP_QUEUES=1\0" in shown
    note("threads of a server: " + shown.split("Threads:")[1].split()[0])


@pytest.mark.parametrize("target", [HEADLESS, CLUSTER_IP], ids=["headless", "cluster-ip"])
def test_a_killed_process(with_tools, note, target):
    """Who knows all pods sends the calls in flight again, to another one; nothing fails. Who has the single address may
    meet the dead pod again for a second or two, until its container is restarted or kube-proxy has heard of it."""
    with load(f"--target={target}", "--connections=20", "--calls_per_connection=50", "--rate=450") as running:
        time.sleep(2)
        pod = pods()[0]
        before = restarts(pod)
        kill(pod, "KILL")
        eventually(lambda: restarts(pod) == before + 1 and len(ready_pods()) == 2)
        time.sleep(3)
    note(summary(f"SIGKILL of a server's process, {target}", running.report))
    assert set(running.report["codes"]) <= {"OK", "UNAVAILABLE"}
    assert running.report["failed"] <= (0 if target == HEADLESS else 0.02 * running.report["calls"]), running.report


def restarts(pod):
    found = [one for one in pods() if name(one) == name(pod)]
    return server_status(found[0]).get("restartCount") if found else None


def test_a_hung_process_is_restarted(with_tools, note):
    pod = pods()[-1]
    before = restarts(pod)
    kill(pod, "STOP")
    begin = time.monotonic()
    eventually(lambda: pod["status"]["podIP"] not in {one["status"]["podIP"] for one in ready_pods()})
    unready = time.monotonic() - begin
    eventually(lambda: restarts(pod) == before + 1)
    restarted = time.monotonic() - begin
    eventually(lambda: len(ready_pods()) == 2)
    note(f"a hung process: not ready after {unready:.0f} s, restarted after {restarted:.0f} s")
    assert restarted < 40


def test_connections_move_to_new_pods_within_their_age(with_tools, note):
    """A channel that never ends still finds new pods, since its connections end after 6 s, give or take a tenth."""
    with load(f"--target={HEADLESS}", "--connections=10", "--rate=200") as running:
        between(3, 3)
        eventually(lambda: len(pods()) == len(ready_pods()) == 3)
        (new,) = pods()[2:]
        time.sleep(12)
    between(2, 2)
    eventually(lambda: len(pods()) == 2)
    calls = running.report["peers"].get(f"ipv4:{new['status']['podIP']}:50051", 0)
    note(summary("connection age of 6 s, a third pod", running.report))
    note(f"calls by pod: {running.report['peers']}")
    assert running.report["failed"] == 0, running.report
    assert calls > 100


# --- the network -----------------------------------------------------------------------------------------------------


def ask(pod):
    question = ["-plaintext", "-connect-timeout", "3", "-d", '{"http_status": 404}', "statusmap.statusmap:50051"]
    method = "statusmap.v1.StatusMapService/LookupStatus"
    return client("/tmp/grpcurl", *question, method, pod=pod, check=False)


@pytest.fixture
def enforced(with_tools):
    """A cluster without enforcement lets the stranger in: then there is nothing to test."""
    if ask("stranger").returncode == 0:
        pytest.skip("this cluster does not enforce NetworkPolicy")


def test_clients_are_let_in_and_others_are_not(enforced):
    assert "Not Found" in ask("client").stdout
    blocked = ask("stranger")
    assert blocked.returncode != 0
    assert "deadline exceeded" in blocked.stderr


CONNECT = "timeout 3 bash -c 'echo >/dev/tcp/%s/%s' && echo connected || echo blocked"


def test_the_server_can_call_nobody(enforced):
    api = get("service", "kubernetes", namespace="default")["spec"]["clusterIP"]
    assert client("bash", "-c", CONNECT % (api, 443)).stdout.strip() == "connected", "the address can be reached"
    assert tools(pods()[0], CONNECT % (api, 443)).stdout.strip() == "blocked"
    other = pods()[1]["status"]["podIP"]
    assert client("bash", "-c", CONNECT % (other, 50051)).stdout.strip() == "connected"
    assert tools(pods()[0], CONNECT % (other, 50051)).stdout.strip() == "blocked"


# --- limits ----------------------------------------------------------------------------------------------------------


def small_pod(limit):
    """One more pod like the others, but for its limit, and outside of the services and the policies."""
    template = get("deployment", "statusmap")["spec"]["template"]
    (server,) = [item for item in template["spec"]["containers"] if item["name"] == "server"]
    server["resources"] = {"requests": {"memory": limit}, "limits": {"memory": limit}}
    template["spec"]["containers"] = [server]
    template["spec"].pop("topologySpreadConstraints")
    metadata = {"name": "small", "namespace": SERVICE, "labels": {"app": "small"}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}


@pytest.mark.full
def test_the_memory_limit_is_reached(with_tools, note):
    """The kernel ends the process, the kubelet starts it again, and the pod says why."""
    kubectl("apply", "-f", "-", input=json.dumps(small_pod("16Mi")))
    kubectl("-n", SERVICE, "wait", "--for=condition=Ready", "pod/small", "--timeout=30s")
    address = get("pod", "small")["status"]["podIP"]
    flood = ["/tmp/statusmap-load", f"--target=ipv4:{address}:50051", "--idle=3000", "--connections=1", "--calls=1"]
    client(*flood, check=False, timeout=120, input="")
    killed = eventually(lambda: server_status(get("pod", "small"))["lastState"].get("terminated"))
    eventually(lambda: server_status(get("pod", "small"))["ready"])
    kubectl("-n", SERVICE, "delete", "pod", "small")
    note(
        f"a pod with 16 MiB and a flood of connections: {killed['reason']}, exit code {killed['exitCode']}, ready again"
    )
    assert killed["reason"] == "OOMKilled"


# --- autoscaling -----------------------------------------------------------------------------------------------------


@pytest.fixture
def metrics(with_tools):
    if kubectl("get", "--raw", "/apis/metrics.k8s.io/v1beta1/nodes", check=False).returncode != 0:
        pytest.skip("this cluster has no metrics server")


@pytest.mark.timeout(400)
def test_the_autoscaler_adds_pods_and_takes_them_away(metrics, note):
    between(2, 4)
    kubectl("-n", SERVICE, "patch", "hpa", "statusmap", "--type=merge", "-p", json.dumps(QUICK))
    begin = time.monotonic()
    with load(f"--target={HEADLESS}", "--connections=20", "--rate=2500") as running:
        eventually(lambda: len(ready_pods()) > 2, timeout=120)
        out = time.monotonic() - begin
        time.sleep(8)
    peers = len(running.report["peers"])
    note(summary("the autoscaler adds pods", running.report))
    # Almost nothing: three pods become two only when what is left is less than half of what the autoscaler aims at.
    with load(f"--target={HEADLESS}", "--connections=5", "--rate=20") as quiet:
        eventually(lambda: len(pods()) == 2, timeout=180)
    note(summary("the autoscaler takes them away", quiet.report))
    note(f"scaled out after {out:.0f} s, {peers} pods answered; two again {time.monotonic() - begin - out:.0f} s later")
    note(kubectl("-n", SERVICE, "describe", "hpa", "statusmap").stdout.split("Events:")[1])
    assert running.report["failed"] == 0, running.report
    assert quiet.report["failed"] == 0, quiet.report


# Kubernetes waits for five minutes by default before it takes pods away.
QUICK = {"spec": {"behavior": {"scaleDown": {"stabilizationWindowSeconds": 15}}}}
