"""The contract does not break its callers, and generates stubs for the languages that are not packaged."""

import os
import shutil
import subprocess

import pytest
import tree

PROTO = tree.ROOT / "proto"
CONTRACT = "statusmap/v1/status_map.proto"
BASELINE = PROTO / "baseline.binpb"
# What each template gives: a file that protoc or a plugin of Debian's makes, and the plugins that are not to be had
# there, which stand-ins replace: they show that the template is understood and who is called.
LANGUAGES = {
    "csharp": ("Statusmap/V1/StatusMap.cs", {"grpc_csharp_plugin"}),
    "php": ("Statusmap/V1/StatusMapServiceClient.php", set()),
    "kotlin": ("statusmap/v1/LookupStatusRequestKt.kt", {"protoc-gen-grpc-java", "protoc-gen-grpc-kotlin"}),
    "swift": (None, {"protoc-gen-swift", "protoc-gen-grpc-swift-2"}),
}


def buf(*arguments, cwd=tree.ROOT, path=""):
    env = os.environ | {"PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(["buf", *arguments], cwd=cwd, capture_output=True, text=True, env=env, check=False)


def test_the_contract_does_not_break_its_callers():
    run = buf("breaking", "proto", "--against", BASELINE)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("optional int32 http_status = 1;", "optional int64 http_status = 1;"),
        ("rpc MapGrpcCode(", "rpc MapCode("),
        ("  ORIGIN_DE_FACTO = 3;\n", ""),
    ],
    ids=["type", "method", "enum value"],
)
def test_a_break_is_seen(tmp_path, old, new):
    changed = tmp_path / CONTRACT
    changed.parent.mkdir(parents=True)
    shutil.copy(PROTO / "buf.yaml", tmp_path)
    text = (PROTO / CONTRACT).read_text()
    assert old in text
    changed.write_text(text.replace(old, new, 1))
    assert buf("breaking", ".", "--against", BASELINE, cwd=tmp_path).returncode != 0


def test_every_template_is_tested():
    assert {path.name for path in PROTO.glob("buf.gen.*")} == {f"buf.gen.{language}.yaml" for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_template(tmp_path, language):
    product, missing = LANGUAGES[language]
    plugins, out = tmp_path / "plugins", tmp_path / "out"
    plugins.mkdir()
    for name in missing:
        (plugins / name).write_text(f'#!/bin/sh\ncat > "{plugins / name}.request"\n')
        (plugins / name).chmod(0o755)
    run = buf("generate", "proto", "--template", f"proto/buf.gen.{language}.yaml", "--output", out, path=str(plugins))
    assert run.returncode == 0, run.stdout + run.stderr
    assert product is None or (out / product).is_file()
    assert {path.stem for path in plugins.glob("*.request") if path.stat().st_size} == missing
