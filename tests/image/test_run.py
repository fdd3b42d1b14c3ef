"""The image running as deploy/README.md shows: read-only, without capabilities, 64 MiB, a quarter of a CPU."""

import json
import shlex
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from e2e import harness

from . import podman

LOAD_THREADS = 16
LOAD_S = 5
CODES = (200, 301, 404, 429, 503)
# A kernel without IPv6, as a program sees it.
WITHOUT_IPV6 = {
    "defaultAction": "SCMP_ACT_ALLOW",
    "syscalls": [
        {
            "names": ["socket"],
            "action": "SCMP_ACT_ERRNO",
            "errnoRet": 97,
            "args": [{"index": 0, "value": 10, "op": "SCMP_CMP_EQ"}],
        }
    ],
}


def ask(container, address):
    return container.peer("statusmap", "--server", address, "lookup", "404").stdout.splitlines()[0]


def grpcurl_in(container, *arguments):
    """grpcurl in the container's own network, where the port is the image's."""
    mount = f"--volume={Path(harness.tool('grpcurl')).resolve()}:/usr/bin/grpcurl:ro"
    return container.peer("grpcurl", "-plaintext", "-max-time", "20", *arguments, flags=(mount,)).stdout


def stub(container):
    from statusmap.v1 import status_map_pb2_grpc

    channel = grpc.insecure_channel(
        container.address, options=[("grpc.use_local_subchannel_pool", 1), ("grpc.enable_http_proxy", 0)]
    )
    return channel, status_map_pb2_grpc.StatusMapServiceStub(channel)


def test_the_documented_flags_are_hardened():
    flags = " ".join(podman.documented_run())
    for wanted in (
        "--read-only",
        "--cap-drop all",
        "--security-opt no-new-privileges",
        "--memory 64m",
        "--cpus 0.25",
    ):
        assert wanted in flags


def test_process_has_no_privilege(container):
    status = container.status()
    assert "0" not in status["Uid"].split() + status["Gid"].split()
    assert {status[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert status["NoNewPrivs"] == "1"


def test_nothing_can_be_written(container):
    mounts = Path(f"/proc/{container.state['Pid']}/mounts").read_text().splitlines()
    (root,) = [line.split() for line in mounts if line.split()[1] == "/"]
    assert "ro" in root[3].split(",")


def test_says_where_it_serves(container):
    assert container.logs().startswith("statusmap-server: serving on [::]:50051;")


@pytest.mark.parametrize("address", ["127.0.0.1:50051", "[::1]:50051"])
def test_answers_on_every_address(container, address):
    assert ask(container, address) == "404 Not Found"


def test_answers_on_a_node_without_ipv6(start, tmp_path):
    profile = tmp_path / "seccomp.json"
    profile.write_text(json.dumps(WITHOUT_IPV6))
    assert ask(start(f"--security-opt=seccomp={profile}"), "127.0.0.1:50051") == "404 Not Found"


def test_grpcurl_through_reflection(container):
    answer = grpcurl_in(
        container, "-d", '{"http_status": 404}', "127.0.0.1:50051", "statusmap.v1.StatusMapService/LookupStatus"
    )
    assert json.loads(answer)["status"]["vendor"]["message"] == "NotFound"
    assert "statusmap.v1.StatusMapService" in grpcurl_in(container, "127.0.0.1:50051", "list").splitlines()


@pytest.mark.parametrize("service", ["", "statusmap.v1.StatusMapService"])
def test_health(container, service):
    request = json.dumps({"service": service})
    answer = grpcurl_in(container, "-d", request, "127.0.0.1:50051", "grpc.health.v1.Health/Check")
    assert json.loads(answer) == {"status": "SERVING"}


def test_name_of_this_machine_without_dns(start):
    """`localhost` is no address: the static libc reads /etc/hosts, which the runtime provides."""
    container = start(environment={"STATUSMAP_LISTEN_ADDRESS": "localhost:50051"})
    assert ask(container, "127.0.0.1:50051") == "404 Not Found"


def test_unknown_name_is_an_error_at_once(debug_image):
    begin = time.monotonic()
    result = podman.podman(
        "run", "--rm", "--network=none", podman.IMAGE, "--listen_address=nowhere.invalid:50051", check=False
    )
    assert (result.returncode, result.stderr.startswith("statusmap-server: cannot listen on nowhere.invalid")) == (
        69,
        True,
    )
    assert time.monotonic() - begin < 20


def test_wrong_variable_ends_with_2(debug_image):
    result = podman.podman("run", "--rm", "--network=none", "--env=STATUSMAP_QUEUES=many", podman.IMAGE, check=False)
    assert result.returncode == 2
    assert "STATUSMAP_QUEUES" in result.stderr


def test_queues_are_sized_by_the_quota(start):
    """A quarter of a CPU gets one queue, whatever the machine has."""

    def own_threads(container):
        # gRPC's threads have names of their own.
        tasks = Path(f"/proc/{container.state['Pid']}/task").glob("*/comm")
        return sum(comm.read_text().startswith("statusmap") for comm in tasks)

    numbers = [
        own_threads(start(*flags)) for flags in ((), ("--env=STATUSMAP_QUEUES=1",), ("--env=STATUSMAP_QUEUES=3",))
    ]
    assert numbers == [numbers[0], numbers[0], numbers[0] + 2]


def test_sigterm_ends_with_0_while_a_client_watches(start):
    from grpc.health.v1 import health_pb2, health_pb2_grpc

    container = start(network="host")
    with harness.grpc.insecure_channel(container.address) as channel:
        watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(), timeout=podman.TIMEOUT_S)
        assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
        begin = time.monotonic()
        state = container.stop()
        assert time.monotonic() - begin < podman.DRAIN_S
        assert next(watch).status == health_pb2.HealthCheckResponse.NOT_SERVING
    assert (state["ExitCode"], state["OOMKilled"]) == (0, False)


def test_load_within_the_limits(start):
    """Every answer under a load that a quarter of a CPU cannot keep up with is right, and memory suffices."""
    from statusmap.v1 import status_map_pb2 as pb

    container = start(network="host")
    until = time.monotonic() + LOAD_S
    ready = threading.Barrier(LOAD_THREADS)

    def work(number):
        channel, service = stub(container)
        answered = 0
        with channel:
            ready.wait(podman.TIMEOUT_S)
            while time.monotonic() < until or not answered:
                code = CODES[(number + answered) % len(CODES)]
                reply = service.LookupStatus(pb.LookupStatusRequest(http_status=code), timeout=harness.CALL_TIMEOUT_S)
                assert reply.status.http_status == code
                answered += 1
        return answered

    with ThreadPoolExecutor(LOAD_THREADS) as pool:
        answered = sum(pool.map(work, range(LOAD_THREADS)))
    assert answered >= 100 * LOAD_S
    state = container.state
    assert (state["Status"], state["OOMKilled"], state.get("RestartCount", 0)) == ("running", False, 0)
    assert container.stop()["ExitCode"] == 0


def test_documented_commands(debug_image):
    """Each command of the section on the image, word by word; the one that serves is what the other tests run."""
    commands = podman.documented_commands()
    assert [shlex.join(words[:2]) for words in commands] == [
        "deploy/image",
        "podman run",
        "deploy/image --debug",
        "podman run",
        "podman run",
    ]
    outputs = []
    for words in commands:
        if "--read-only" in words:
            assert words[-1] == f"localhost/statusmap:{podman.version()}"
        elif words[0] == "deploy/image":
            podman.run(podman.ROOT / words[0], *words[1:], timeout=podman.BUILD_TIMEOUT_S)
        else:
            outputs.append(podman.run(*words).stdout)
    assert outputs[0].startswith("404 Not Found\n")
    assert outputs[1].startswith("uid=65532(statusmap) gid=65532(statusmap) groups=65532(statusmap)\n")
    assert outputs[1].count("/usr/bin/statusmap") == 2
