"""What the image says of itself and what is in it: nothing but what it needs, and the papers for it."""

import hashlib
import importlib.util
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from e2e import harness

from . import podman

MOST_BYTES = 25_000_000
SERVER = "usr/bin/statusmap-server"
SBOM = "usr/share/sbom/statusmap-server.cdx.json"
VERSION = podman.version()


@pytest.fixture(scope="module")
def sbom(content):
    return json.loads((content.folder / SBOM).read_text())


def git(*arguments):
    return podman.run("git", "-C", podman.ROOT, *arguments).stdout.strip()


def installed(package):
    return podman.run("dpkg-query", "--show", "--showformat=${Version}", package, check=False).stdout or "missing"


def properties(component, name):
    return [entry["value"] for entry in component["properties"] if entry["name"] == name]


def test_size(image):
    assert image["Size"] <= MOST_BYTES
    assert f"is {image['Size'] / 1e6:.0f} MB: " in (podman.ROOT / "deploy/README.md").read_text(encoding="utf-8")


def test_configuration(image):
    config = image["Config"]
    assert config["User"] == "65532:65532"
    assert config["StopSignal"] == "SIGTERM"
    assert config["ExposedPorts"] == {"50051/tcp": {}}
    assert config["Entrypoint"] == ["/usr/bin/statusmap-server"]
    assert not config.get("Cmd")
    assert "STATUSMAP_LISTEN_ADDRESS=[::]:50051" in config["Env"]


def test_labels(image):
    labels = {
        name.removeprefix("org.opencontainers.image."): value
        for name, value in image["Config"]["Labels"].items()
        if name.startswith("org.opencontainers.image.")
    }
    assert labels["title"] == "statusmap"
    assert labels["description"]
    assert labels["version"] == VERSION
    assert labels["revision"] == git("rev-parse", "HEAD") + ("-modified" if git("status", "--porcelain") else "")


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        ("https://example.com/statusmap", "https://example.com/statusmap"),
        ("https://user:secret@example.com/statusmap.git", "https://example.com/statusmap.git"),
        ("git@example.com:statusmap", None),
        ("/somewhere/statusmap", None),
        (None, None),
    ],
)
def test_source_is_an_address_without_a_secret(tmp_path, origin, source):
    """What deploy/image tells podman, in a clone of that origin."""
    (tmp_path / "deploy").mkdir()
    for name in ("deploy/image", "CMakeLists.txt"):
        shutil.copy(podman.ROOT / name, tmp_path / name)
    podman.run("git", "init", "--quiet", tmp_path)
    if origin:
        podman.run("git", "-C", tmp_path, "remote", "add", "origin", origin)
    (tmp_path / "podman").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "podman").chmod(0o755)
    words = podman.run(
        "env", "-u", "IMAGE_SOURCE", f"PATH={tmp_path}:/usr/bin:/bin", tmp_path / "deploy/image"
    ).stdout.splitlines()
    sources = [word.partition(".source=")[2] for word in words if word.startswith("org.opencontainers.image.source=")]
    assert sources == ([source] if source else [])
    assert f"localhost/statusmap:{VERSION}" in words


def test_content_is_what_it_needs(content, sbom):
    papers = {f"usr/share/doc/{part['name']}/copyright" for part in sbom["components"]}
    texts = set()
    for paper in papers:
        texts |= set(re.findall(r"/usr/(share/common-licenses/[\w.+-]*\w)", (content.folder / paper).read_text()))
    expected = {SERVER, SBOM, "etc/passwd", "etc/group", "etc/ssl/certs/ca-certificates.crt", *papers}
    assert content.files == expected | {f"usr/{text}" for text in texts}
    assert texts, "the licences refer to texts that all of Debian shares"


def test_nobody_but_root_may_write(content):
    for entry in content.entries:
        assert (entry.uid, entry.gid) == (0, 0), entry.name
        assert entry.mode & 0o6022 == 0, entry.name


def test_the_user_is_the_only_one(content):
    assert (content.folder / "etc/passwd").read_text() == "statusmap:x:65532:65532:statusmap:/:/usr/sbin/nologin\n"
    assert (content.folder / "etc/group").read_text() == "statusmap:x:65532:\n"


def test_server_is_static_stripped_and_position_independent(content):
    server = content.folder / SERVER
    headers = podman.run(
        "readelf", "--wide", "--file-header", "--program-headers", "--dynamic", "--sections", server
    ).stdout
    assert "DYN (Position-Independent Executable file)" in headers
    assert "INTERP" not in headers
    assert "NEEDED" not in headers
    assert ".symtab" not in headers
    assert ".debug" not in headers


def test_server_knows_no_path_of_its_build(content):
    strings = podman.run("strings", "--all", content.folder / SERVER).stdout
    assert "/statusmap/" not in strings.replace("/statusmap/v1/", ""), "the folder that the image is built in"


def test_sbom_is_valid(content):
    text = (content.folder / SBOM).read_text()
    validator = JsonStrictValidator(SchemaVersion.V1_5)
    assert validator.validate_str(text) is None
    assert validator.validate_str(text.replace('"library"', '"libary"', 1)) is not None, "the validator can fail"


def test_sbom_names_the_server(content, sbom):
    server = sbom["metadata"]["component"]
    assert (server["name"], server["version"]) == ("statusmap-server", VERSION)
    assert server["hashes"][0]["content"] == hashlib.sha256((content.folder / SERVER).read_bytes()).hexdigest()
    assert sbom["dependencies"][0]["dependsOn"] == [part["bom-ref"] for part in sbom["components"]]


def test_sbom_names_every_linked_library(sbom, tmp_path):
    """The linker tells in another way what it takes: the link is done again with --trace."""
    build = harness.binary().parents[1]
    link = podman.run("ninja", "-C", build, "-t", "commands", "bin/statusmap-server").stdout.splitlines()[-1]
    words = shlex.split(link.removeprefix(": && ").removesuffix(" && :"))
    words[words.index("-o") + 1] = str(tmp_path / "server")
    words = [word for word in words if not word.startswith("-Wl,-Map")]
    trace = podman.run(*words, "-Wl,-t,-t", cwd=build).stdout  # twice: the members of archives, too
    traced = {
        Path(path).name
        for paths in re.findall(r"^\((/\S+\.a)\)|^(/\S+\.o)$", trace, re.MULTILINE)
        for path in paths
        if path
    }
    linked = {Path(file).name for part in sbom["components"] for file in properties(part, "statusmap:file")}
    assert {"libgrpc.a", "libssl.a", "libprotobuf.a", "libc.a", "libstdc++.a", "rcrt1.o"} <= traced
    assert traced == linked


def test_sbom_names_what_has_headers_only(sbom):
    uses = {part["name"]: properties(part, "statusmap:use") for part in sbom["components"]}
    assert uses["libcli11-dev"] == ["headers"]
    assert uses["ca-certificates"] == ["copied"]


def test_sbom_is_not_made_without_a_file_s_package(tmp_path):
    spec = importlib.util.spec_from_file_location("sbom", podman.ROOT / "deploy/sbom.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.raises(SystemExit, match=r"no package owns .*stray\.a"):
        module.packages_of(["/usr/bin/ld", str(tmp_path / "stray.a")])


def test_every_part_has_a_version_a_purl_and_a_licence(content, sbom):
    for part in sbom["components"]:
        assert part["purl"].startswith(f"pkg:deb/debian/{quote(part['name'])}@{quote(part['version'])}?arch=")
        assert part["version"]
        assert part["licenses"]
        assert (content.folder / "usr/share/doc" / part["name"] / "copyright").stat().st_size > 500


def test_the_same_commit_gives_the_same_server(content, sbom, tmp_path):
    """Built here, in another folder and with another compiler cache, with the tests and warnings as errors."""
    stripped = tmp_path / "server"
    podman.run("strip", "--strip-all", "-o", stripped, harness.binary())
    if stripped.read_bytes() != (content.folder / SERVER).read_bytes():
        other = {part["name"]: f"{part['version']}, here {installed(part['name'])}" for part in sbom["components"]}
        other = {name: versions for name, versions in other.items() if len(set(versions.split(", here "))) == 2}
        if other:
            pytest.skip(f"other Debian packages here than in the image: {other}")
        pytest.fail("the same packages, but another server")


def test_only_what_is_built_goes_into_the_build():
    """A change of documentation or tests costs no compilation: .dockerignore lists what does."""
    tracked = subprocess.run(
        ["git", "-C", podman.ROOT, "ls-files"], capture_output=True, text=True, check=True
    ).stdout.split()
    kept = [
        line.removeprefix("!")
        for line in (podman.ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    for path in kept:
        assert any(name == path or name.startswith(f"{path}/") for name in tracked), path
    assert not any(name.startswith(("tests", "README")) for name in kept)
