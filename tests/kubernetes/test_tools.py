"""What well-kept tools say about the manifests: kubectl-validate's schemas, and kube-score's advice."""

import json
import os
import pathlib

import pytest
from manifests import everything, run, tool

# preStop sleep is there since 1.29, and on by default since 1.30.
VERSIONS = ["1.29", "1.30"]
# The published CRDs of the Gateway API, beside the other tools.
CRDS = pathlib.Path(os.environ.get("STATUSMAP_TOOLS", ".build/tools/bin")).parent / "gateway-api"

# What kube-score calls critical and we decide otherwise.
IGNORED = {
    # A limit throttles bursts that the node has room for.
    "--ignore-container-cpu-limit",
    # Tags are versions and never move, so what the node has is what is meant.
    "--ignore-test=container-image-pull-policy",
}
CRITICAL = 1


def validated(text: str, version: str, folder: pathlib.Path):
    (folder / "all.yaml").write_text(text, encoding="utf-8")
    # A cluster that happens to be configured is not asked.
    environment = {**os.environ, "KUBECONFIG": os.devnull, "HOME": str(folder)}
    options = [f"--version={version}", f"--local-crds={CRDS}", "--output=json"]
    return run(tool("kubectl-validate"), folder / "all.yaml", *options, env=environment)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", everything())
def test_schemas(name, version, tmp_path):
    done = validated(everything()[name], version, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("periodSeconds: 1", "periodSecond: 1"),
        ("minReadySeconds: 10", "minReadySeconds: ten"),
        ("service: grpc.health.v1.Health", "services: grpc.health.v1.Health"),
    ],
)
def test_a_mistake_breaks_the_schema(right, wrong, tmp_path):
    text = everything()["component-grpcroute"]
    assert right in text
    done = validated(text.replace(right, wrong, 1), VERSIONS[-1], tmp_path)
    assert done.returncode != 0


def criticals(text: str) -> list[str]:
    done = run(tool("kube-score"), "score", "--output-format=json", *sorted(IGNORED), "-", input=text)
    checks = [(item["object_name"], check) for item in json.loads(done.stdout) for check in item["checks"]]
    assert checks, done.stderr
    return [
        f"{name}: {check['check']['name']}: {comment['summary']}"
        for name, check in checks
        if not check["skipped"] and check["grade"] == CRITICAL
        for comment in check["comments"] or [{"summary": ""}]
    ]


def test_no_critical_advice():
    assert criticals(everything()["prod"]) == []


def test_advice_can_be_critical():
    text = everything()["prod"].replace("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false")
    assert any("ReadOnlyRootFilesystem" in line for line in criticals(text))
