"""What kustomize makes of deploy/kubernetes."""

import functools
import os
import pathlib
import shutil
import subprocess
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
MANIFESTS = ROOT / "deploy" / "kubernetes"
OVERLAYS = sorted(path.name for path in (MANIFESTS / "overlays").iterdir())
COMPONENTS = sorted(path.name for path in (MANIFESTS / "components").iterdir())


def tool(name: str) -> str:
    path = os.pathsep.join([os.environ.get("STATUSMAP_TOOLS", ""), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    assert found, f"{name} is missing: tests/tools/install kubernetes, and set STATUSMAP_TOOLS"
    return found


def run(*command, timeout=120, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=timeout, check=False, **options
    )


def build(folder: pathlib.Path) -> str:
    done = run(tool("kustomize"), "build", folder)
    assert done.returncode == 0, done.stderr
    # Also what kustomize deprecates.
    assert done.stderr == ""
    return done.stdout


def built_with(**kustomization) -> str:
    """Builds a kustomization of a user's own; its paths below deploy/kubernetes begin with MANIFESTS/."""
    with tempfile.TemporaryDirectory() as folder:
        text = yaml.safe_dump(kustomization).replace("MANIFESTS/", os.path.relpath(MANIFESTS, folder) + "/")
        (pathlib.Path(folder) / "kustomization.yaml").write_text(text, encoding="utf-8")
        return build(pathlib.Path(folder))


@functools.cache
def everything() -> dict[str, str]:
    """Each overlay, and each component on the base, as YAML."""
    texts = {name: build(MANIFESTS / "overlays" / name) for name in OVERLAYS}
    for name in COMPONENTS:
        components, resources = [f"MANIFESTS/components/{name}"], ["MANIFESTS/base"]
        texts[f"component-{name}"] = built_with(resources=resources, components=components, namespace="statusmap")
    return texts


def objects(name: str) -> list[dict]:
    return [item for item in yaml.safe_load_all(everything()[name]) if item]


def one(name: str, kind: str, metadata_name: str | None = None) -> dict:
    found = [
        item for item in objects(name) if item["kind"] == kind and metadata_name in (None, item["metadata"]["name"])
    ]
    assert len(found) == 1, f"{len(found)} of kind {kind} in {name}"
    return found[0]


def pod(name: str) -> dict:
    return one(name, "Deployment")["spec"]["template"]["spec"]


def server(name: str) -> dict:
    (container,) = pod(name)["containers"]
    return container
