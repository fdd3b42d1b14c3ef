"""What the manifests must say, and what in them must fit together."""

import json
import os
import re
import shutil
import subprocess

import pytest
import yaml
from manifests import (
    COMPONENTS,
    MANIFESTS,
    OVERLAYS,
    ROOT,
    build,
    built_with,
    everything,
    objects,
    one,
    pod,
    run,
    server,
    tool,
)

SERVICE = "statusmap.v1.StatusMapService"
MARGIN_S = 5
BINARY = os.path.join(os.environ.get("STATUSMAP_BUILD", "build"), "bin", "statusmap-server")  # noqa: PTH118
NAMES = list(everything())


def config(name):
    return next(item for item in objects(name) if item["kind"] == "ConfigMap")


def seconds(duration):
    number, unit = re.fullmatch(r"(\d+)(ms|s|m)", duration).groups()
    return int(number) * {"ms": 0.001, "s": 1, "m": 60}[unit]


def test_what_there_is():
    assert OVERLAYS == ["dev", "prod"]
    assert COMPONENTS == ["autoscaling", "grpcroute"]
    kinds = [item["kind"] for item in objects("prod")]
    assert kinds.count("Service") == 2
    once = {"ConfigMap", "Deployment", "HorizontalPodAutoscaler", "Namespace", "NetworkPolicy", "PodDisruptionBudget"}
    assert {*once, "Service", "ServiceAccount"} == set(kinds)
    assert len(kinds) == len(once) + 3


@pytest.mark.parametrize("name", NAMES)
def test_grace_covers_the_way_out(name):
    data = config(name)["data"]
    sleep = server(name)["lifecycle"]["preStop"]["sleep"]["seconds"]
    drain = seconds(data["STATUSMAP_DRAIN_DELAY"]) + seconds(data["STATUSMAP_DRAIN_TIMEOUT"])
    assert sleep > 0
    assert pod(name)["terminationGracePeriodSeconds"] >= sleep + drain + MARGIN_S


@pytest.mark.parametrize("name", NAMES)
def test_configuration_is_flags_of_the_server(name):
    help_text = run(BINARY, "--help").stdout
    known = set(re.findall(r"\(Env:(\w+)\)", help_text))
    own = [entry["name"] for entry in server(name)["env"]]
    assert {*config(name)["data"], *own} <= known
    assert not set(own) & set(config(name)["data"]), "env hides what a user sets in the ConfigMap"


@pytest.mark.parametrize("name", NAMES)
def test_the_server_takes_the_configuration_and_the_probes_are_answered(name):
    """The real server, with the variables of the ConfigMap, answers what kubelet asks."""
    variables = {**config(name)["data"], "STATUSMAP_QUEUES": "1", "STATUSMAP_LISTEN_ADDRESS": "127.0.0.1:0"}
    process = subprocess.Popen([BINARY], env={**os.environ, **variables}, stdout=subprocess.PIPE, text=True)
    try:
        address = re.search(r"serving on (\S+);", process.stdout.readline())[1]
        for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
            question = json.dumps({"service": server(name)[kind]["grpc"].get("service", "")})
            check = ["-plaintext", "-d", question, address, "grpc.health.v1.Health/Check"]
            assert '"SERVING"' in run(tool("grpcurl"), *check, env={**os.environ, "no_proxy": "*"}).stdout
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("name", NAMES)
def test_probes(name):
    container = server(name)
    (port,) = container["ports"]
    probes = {kind: container[kind] for kind in ("startupProbe", "readinessProbe", "livenessProbe")}
    assert {probe["grpc"]["port"] for probe in probes.values()} == {port["containerPort"]}
    assert config(name)["data"]["STATUSMAP_LISTEN_ADDRESS"] == f"[::]:{port['containerPort']}"
    services = [probe["grpc"].get("service", "") for probe in probes.values()]
    assert services == [SERVICE, SERVICE, ""]


def test_clients_watch_the_health_that_kubelet_asks():
    shipped = json.loads((ROOT / "client/cpp/service_config.json").read_text(encoding="utf-8"))
    assert shipped["healthCheckConfig"]["serviceName"] == server("prod")["readinessProbe"]["grpc"]["service"]


@pytest.mark.parametrize("name", NAMES)
def test_a_rollout_keeps_all_pods(name):
    spec = one(name, "Deployment")["spec"]
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert "replicas" not in spec, "it would fight the autoscaler at every apply"


def test_the_autoscaler_fits():
    scaler = one("prod", "HorizontalPodAutoscaler")
    target = one("prod", "Deployment")
    assert scaler["apiVersion"] == "autoscaling/v2"
    assert scaler["spec"]["scaleTargetRef"] == {
        "apiVersion": target["apiVersion"],
        "kind": "Deployment",
        "name": target["metadata"]["name"],
    }
    assert scaler["spec"]["minReplicas"] >= 2
    assert "cpu" in server("prod")["resources"]["requests"], "without it there is no utilization"


@pytest.mark.parametrize("name", NAMES)
def test_resources(name):
    resources = server(name)["resources"]
    assert {"cpu", "memory"} <= set(resources["requests"])
    assert "memory" in resources["limits"]
    assert "cpu" not in resources["limits"]


@pytest.mark.parametrize("name", NAMES)
def test_threads_follow_the_request(name):
    (queues,) = [entry for entry in server(name)["env"] if entry["name"] == "STATUSMAP_QUEUES"]
    assert queues["valueFrom"]["resourceFieldRef"] == {"containerName": "server", "resource": "requests.cpu"}


@pytest.mark.parametrize("name", NAMES)
def test_selectors_find_the_pods(name):
    labels = one(name, "Deployment")["spec"]["template"]["metadata"]["labels"]
    selectors = [item["spec"]["selector"] for item in objects(name) if item["kind"] == "Service"]
    matched = [
        item["spec"]["selector"] for item in objects(name) if item["kind"] in ("Deployment", "PodDisruptionBudget")
    ]
    matched += [spread["labelSelector"] for spread in pod(name)["topologySpreadConstraints"]]
    matched.append(one(name, "NetworkPolicy")["spec"]["podSelector"])
    selectors += [selector["matchLabels"] for selector in matched]
    assert len(selectors) >= 6
    for selector in selectors:
        assert selector
        assert selector.items() <= labels.items()


@pytest.mark.parametrize("name", NAMES)
def test_labels(name):
    wanted = {"app.kubernetes.io/name"}
    for item in objects(name):
        assert wanted <= set(item["metadata"]["labels"]), item["kind"]
    labels = one(name, "Deployment")["spec"]["template"]["metadata"]["labels"]
    assert {"app.kubernetes.io/name", "app.kubernetes.io/component", "app.kubernetes.io/part-of"} <= set(labels)


@pytest.mark.parametrize("name", NAMES)
def test_services(name):
    services = [item["spec"] for item in objects(name) if item["kind"] == "Service"]
    assert sorted(service.get("clusterIP", "") for service in services) == ["", "None"]
    for service in services:
        (port,) = service["ports"]
        assert port["appProtocol"] == "kubernetes.io/h2c"
        assert port["targetPort"] in [port["name"] for port in server(name)["ports"]]


@pytest.mark.parametrize("name", NAMES)
def test_the_network_is_closed_but_for_clients(name):
    spec = one(name, "NetworkPolicy")["spec"]
    assert sorted(spec["policyTypes"]) == ["Egress", "Ingress"]
    assert spec.get("egress", []) == []
    assert spec["ingress"] == [
        {
            "from": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"statusmap-client": "true"}}}],
            "ports": [{"protocol": "TCP", "port": "grpc"}],
        }
    ]


@pytest.mark.parametrize("name", OVERLAYS)
def test_namespaces_admit_restricted_pods_only(name):
    namespace = one(name, "Namespace")["metadata"]
    assert namespace["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert {item["metadata"].get("namespace", namespace["name"]) for item in objects(name)} == {namespace["name"]}


@pytest.mark.parametrize("name", OVERLAYS)
def test_images_have_a_fixed_tag(name):
    _, _, tag = server(name)["image"].rpartition(":")
    assert tag not in ("", "latest", server(name)["image"])


def test_a_changed_flag_rolls_the_pods():
    literals = [{"name": "statusmap", "behavior": "merge", "literals": ["STATUSMAP_MAX_CONNECTION_AGE=1m"]}]
    text = built_with(resources=["MANIFESTS/overlays/prod"], configMapGenerator=literals, namespace="statusmap")
    changed = [item for item in yaml.safe_load_all(text) if item]
    (new,) = [item for item in changed if item["kind"] == "ConfigMap"]
    (deployment,) = [item for item in changed if item["kind"] == "Deployment"]
    reference = deployment["spec"]["template"]["spec"]["containers"][0]["envFrom"][0]["configMapRef"]["name"]
    assert new["data"] == {**config("prod")["data"], "STATUSMAP_MAX_CONNECTION_AGE": "1m"}
    assert new["metadata"]["name"] == reference
    assert reference != config("prod")["metadata"]["name"]


def test_the_route_of_the_readme(tmp_path):
    """The overlay that deploy/README.md shows, in a copy of the manifests."""
    readme = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```yaml\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    shutil.copytree(MANIFESTS, tmp_path / "copy")
    mine = tmp_path / "copy/overlays/mine"
    mine.mkdir()
    (mine / "kustomization.yaml").write_text(shown, encoding="utf-8")
    routes = [item for item in yaml.safe_load_all(build(mine)) if item and item["kind"] == "GRPCRoute"]
    assert [route["spec"]["hostnames"] for route in routes] == [["statusmap.example.org"]]
    assert [route["metadata"]["namespace"] for route in routes] == ["statusmap"]


def test_every_file_is_used():
    used = set(MANIFESTS.rglob("kustomization.yaml"))
    for folder in {path.parent for path in used}:
        listed = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
        names = listed.get("resources", []) + [
            env for item in listed.get("configMapGenerator", []) for env in item["envs"]
        ]
        used |= {folder / name for name in names if (folder / name).is_file()}
    assert {path for path in MANIFESTS.rglob("*") if path.is_file()} == used
