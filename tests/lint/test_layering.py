"""main -> server -> rpc -> catalog -> data: no folder knows a folder to its left.

Read from the #include lines: on Debian an include that links nothing still compiles, so linking does not enforce this.
"""

import re

import pytest
import tree

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"][^>"]+[>"])', re.MULTILINE)

# What the sources below a path may include beside their own folder; the first path that fits counts.
STANDARD, SYSTEM, PACKAGES, PROTO = "the standard library", "the system", "packages", "proto"
OUTSIDE = {STANDARD, SYSTEM, PACKAGES, PROTO}
RULES = {
    "service/catalog/": {STANDARD},
    "service/rpc/": OUTSIDE | {"service/catalog"},
    "service/server/": OUTSIDE | {"service/rpc"},
    "service/main.cc": OUTSIDE | {"service/server"},
    # The embedded mode runs the server's RPC code in the command's own process.
    "client/cli/embedded.": OUTSIDE | {"client", "service/rpc"},
    "client/": OUTSIDE | {"client"},
}


# The first pattern that fits names the layer. The client library's public headers are included as its users do.
LAYERS = [
    (r".*\.pb\.h.$", PROTO),
    (r".service/catalog/", "service/catalog"),
    (r".service/rpc/", "service/rpc"),
    (r".service/server/", "service/server"),
    (r".service/", "service"),
    (r".(client|statusmap)/", "client"),
    (r"<[^./]+>", STANDARD),
    (r"<(sys/)?[^./]+\.h>", SYSTEM),
    (r".\w.*/", PACKAGES),
    (r".", "a path that does not start at the root"),
]


def layer(include: str) -> str:
    """What an include line names: a folder of ours, or something of the outside."""
    return next(name for pattern, name in LAYERS if re.match(pattern, include))


def violations(name: str, text: str) -> list[str]:
    rule = next((path for path in RULES if name.startswith(path)), None)
    if rule is None:
        return [f"{name}: belongs to no layer"]
    own = rule.rstrip("/")
    found = [(include, layer(include)) for include in INCLUDE.findall(text)]
    return [f"{name}: includes {include}, {what}" for include, what in found if what not in RULES[rule] | {own}]


def sources():
    return [path for path in tree.files(".h", ".cc", ".h.in") if tree.name(path).startswith(("service/", "client/"))]


def test_the_tree():
    assert sources()
    assert [line for path in sources() for line in violations(tree.name(path), path.read_text())] == []


@pytest.mark.parametrize(
    ("name", "include"),
    [
        ("service/catalog/lookup.cc", '"service/rpc/errors.h"'),
        ("service/catalog/lookup.cc", '"statusmap/v1/status_map.pb.h"'),
        ("service/catalog/lookup.cc", '"absl/strings/str_cat.h"'),
        ("service/catalog/lookup.cc", "<grpcpp/grpcpp.h>"),
        ("service/catalog/lookup.cc", "<unistd.h>"),
        ("service/catalog/lookup.cc", '"lookup.h"'),
        ("service/rpc/encode.cc", '"service/server/server.h"'),
        ("service/rpc/encode.cc", '"client/cli/run.h"'),
        ("service/rpc/encode.cc", '"../server/server.h"'),
        ("service/server/unary.cc", '"service/catalog/lookup.h"'),
        ("service/server/unary.cc", '"service/main.h"'),
        ("service/main.cc", '"service/catalog/lookup.h"'),
        ("client/cpp/client.cc", '"service/rpc/errors.h"'),
        ("client/cli/main.cc", '"service/rpc/local_service.h"'),
        ("client/cli/embedded.cc", '"service/catalog/lookup.h"'),
        ("client/cli/embedded.cc", '"service/server/server.h"'),
        ("service/new/file.cc", "<string>"),
    ],
)
def test_the_checker_refuses(name, include):
    assert violations(name, f"#pragma once\n  #  include {include}\n")


@pytest.mark.parametrize(
    ("name", "include"),
    [
        ("service/catalog/lookup.cc", "<algorithm>"),
        ("service/catalog/lookup.cc", '"service/catalog/tables.h"'),
        ("service/rpc/encode.cc", '"service/catalog/lookup.h"'),
        ("service/rpc/encode.cc", '"statusmap/v1/status_map.grpc.pb.h"'),
        ("service/server/unary.cc", '"service/rpc/handlers.h"'),
        ("service/server/unary.cc", "<sys/socket.h>"),
        ("service/main.cc", '"service/server/options.h"'),
        ("client/cpp/client.cc", '"statusmap/client.h"'),
        ("client/cli/embedded.cc", '"service/rpc/local_service.h"'),
        ("client/cli/main.cc", '"client/cli/embedded.h"'),
    ],
)
def test_the_checker_accepts(name, include):
    assert violations(name, f"#include {include}\n") == []
