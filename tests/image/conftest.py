"""Fixtures of the image's tests: the images, a running container, grpcurl."""

import json
from pathlib import Path

import pytest
from e2e.conftest import grpcurl  # noqa: F401 (a fixture; its module also generates the stubs)

from . import podman

TEST_TIMEOUT_S = 120


def pytest_collection_modifyitems(items):
    """Every test is bounded in time, without the images that the first one builds: those have a bound of their own."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.timeout(TEST_TIMEOUT_S, func_only=True))


@pytest.fixture(scope="session")
def image():
    """The image, built from this tree; only what changed is compiled again."""
    podman.run(podman.ROOT / "deploy/image", podman.IMAGE, timeout=podman.BUILD_TIMEOUT_S)
    return json.loads(podman.podman("inspect", podman.IMAGE).stdout)[0]


@pytest.fixture(scope="session")
def debug_image(image):
    podman.run(podman.ROOT / "deploy/image", "--debug", podman.DEBUG, timeout=podman.BUILD_TIMEOUT_S)
    return json.loads(podman.podman("inspect", podman.DEBUG).stdout)[0]


@pytest.fixture(scope="session")
def content(image, tmp_path_factory):
    """What the image holds, unpacked; and the names in it with their owners and modes, as tar has them."""
    folder = tmp_path_factory.mktemp("content")
    archive = folder.with_suffix(".tar")
    container = podman.podman("create", podman.IMAGE).stdout.strip()
    try:
        podman.podman("export", "--output", archive, container)
    finally:
        podman.podman("rm", container)
    return podman.Content(folder, archive)


@pytest.fixture
def start(debug_image):
    """start(flags..., network=...) starts a server in a container that ends with the test."""
    started = []

    def start(*flags, **more):
        started.append(podman.Container(*flags, **more))
        return started[-1]

    yield start
    for container in started:
        container.remove()


@pytest.fixture(scope="module")
def container(debug_image):
    """A server in a network of its own, for the tests that do not stop it."""
    container = podman.Container()
    yield container
    container.remove()
