"""The installed package: a project of its own finds it, links it, and asks a live server."""

import os
import pathlib
import re
import select
import subprocess

import pytest

BUILD = pathlib.Path(os.environ.get("STATUSMAP_BUILD", "build")).resolve()
SERVER = BUILD / "bin" / "statusmap-server"
CONSUMER = pathlib.Path(__file__).parent / "consumer"
README = (pathlib.Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def run(*command, timeout=300, **options):
    """Runs to the end and returns standard output; fails the test with everything that was printed."""
    done = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        stdin=subprocess.DEVNULL,
        **options,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    """The build, installed into a folder of its own."""
    prefix = tmp_path_factory.mktemp("prefix")
    run("cmake", "--install", BUILD, "--prefix", prefix)
    return prefix


@pytest.fixture(scope="module")
def server():
    """The address of a running server."""
    process = subprocess.Popen([SERVER, "--listen_address=127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    try:
        ready, _, _ = select.select([process.stdout], [], [], 10)
        assert ready, "the server said nothing for 10 seconds"
        line = process.stdout.readline()
        found = re.search(r"serving on (\S+?:\d+)", line)
        assert found, line
        yield found[1]
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def readme_block(language):
    (block,) = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return block


def test_the_readme_links_as_the_consumer_does():
    for line in readme_block("cmake").splitlines():
        assert line in (CONSUMER / "CMakeLists.txt").read_text(encoding="utf-8").splitlines()


def test_a_project_finds_links_and_asks(prefix, server, tmp_path):
    program = tmp_path / "readme.cc"
    program.write_text(readme_block("cpp").replace("127.0.0.1:50051", server), encoding="utf-8")
    options = [f"-DCMAKE_PREFIX_PATH={prefix}", f"-DREADME_PROGRAM={program}", "-DCMAKE_BUILD_TYPE=Release"]
    run("cmake", "-S", CONSUMER, "-B", tmp_path / "build", *options)
    run("cmake", "--build", tmp_path / "build", "--parallel", "2")
    shown = run(tmp_path / "build" / "my_program", timeout=30)
    assert shown == "UNAVAILABLE, by envoyproxy/envoy source/common/grpc/status.cc (522e4f4c)\n"
    assert run(tmp_path / "build" / "consumer", server, timeout=30).splitlines() == [
        "Not Found",
        "RESOURCE_EXHAUSTED",
        "404",
        "retry after 7000 ms",
        "retry within 200 ms",
        "UNIMPLEMENTED",
        "404",
        "12 of 17",
        "5 127",
        "14",
        "3 of 4",
        "HTTP_STATUS_UNKNOWN",
    ]


def test_the_installed_command_answers_alone_and_by_a_server(prefix, server):
    alone = run(prefix / "bin" / "statusmap", "map", "429", timeout=30)
    assert alone.startswith("429 -> RESOURCE_EXHAUSTED (8)\n")
    assert run(prefix / "bin" / "statusmap", "map", "429", "--server", server, timeout=30) == alone


def test_the_package_names_no_folder_of_the_build(prefix):
    """A package that was made here works elsewhere."""
    for file in prefix.rglob("*.cmake"):
        text = file.read_text()
        assert str(BUILD) not in text, file
        assert "statusmap_grpc" not in text, file


def test_everything_public_is_there(prefix):
    installed = {str(file.relative_to(prefix)) for file in prefix.rglob("*") if file.is_file()}
    for wanted in (
        "bin/statusmap",
        "include/statusmap/bulk.h",
        "include/statusmap/client.h",
        "include/statusmap/comparison.h",
        "include/statusmap/errors.h",
        "include/statusmap/retry.h",
        "include/statusmap/types.h",
        "include/statusmap/v1/status_map.pb.h",
        "include/statusmap/v1/status_map.grpc.pb.h",
        "share/bash-completion/completions/statusmap",
    ):
        assert wanted in installed, wanted
    assert not [file for file in installed if file.endswith((".cc", ".proto"))]
