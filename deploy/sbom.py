#!/usr/bin/python3
"""sbom.py BUILD BINARY VERSION ROOT [PACKAGE...]: writes under ROOT/usr/share what is inside the server.

The list is read from the build, not kept by hand: the archives from the linker's map, the headers from the compiler's
dependencies, and their packages from dpkg's records. PACKAGEs are added that are in the image in another way.

  sbom/statusmap-server.cdx.json   a CycloneDX document with all of them
  doc/PACKAGE/copyright            their licences, as Debian has them
  common-licenses/                 the texts that those refer to
"""

import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

SERVER = "statusmap-server"
FIELDS = ("Package", "Version", "Architecture", "source:Package", "source:Version", "Maintainer", "Homepage")
COMMON_LICENCE = re.compile(r"/usr/share/common-licenses/([\w.+-]*\w)")


def output(*command, check=True):
    return subprocess.run(command, check=check, stdout=subprocess.PIPE, text=True).stdout


def linked_files(build):
    """The archives of which the linker took a member, and the object files that it read, from its map."""
    text = (build / "bin" / f"{SERVER}.map").read_text(errors="replace")
    members = text.split("\nMemory Configuration\n", 1)[0]
    objects = re.findall(r"^LOAD (\S+\.o)$", text, re.MULTILINE)
    return system_files(build, re.findall(r"^(/\S+\.a)\(\S+\)", members, re.MULTILINE) + objects)


def included_files(build):
    """The headers that the server's objects were compiled with."""
    inputs = output("ninja", "-C", build, "-t", "inputs", f"bin/{SERVER}").split()
    objects = [path for path in inputs if path.endswith(".o")]
    return system_files(
        build, re.findall(r"^ +(\S+)$", output("ninja", "-C", build, "-t", "deps", *objects), re.MULTILINE)
    )


def system_files(build, paths):
    """Those that are not the project's own, by the names that dpkg knows."""
    absolute = {(build / path).resolve() for path in paths}
    return sorted(str(path) for path in absolute if path.is_relative_to("/usr"))


def packages_of(files):
    """{package: its files}; a file that no package owns is an error."""
    owners = {}
    for line in output("dpkg-query", "--search", *files, check=False).splitlines():
        package, _, path = line.partition(": ")
        owners.setdefault(package.split(":")[0], set()).add(path)
    unowned = set(files).difference(*owners.values())
    if unowned:
        raise SystemExit(f"sbom.py: no package owns {sorted(unowned)}")
    return owners


def licence_names(copyright_file):
    """What Debian's machine-readable file calls the licences; other files have to be read by people."""
    text = copyright_file.read_text(errors="replace")
    if not text.startswith("Format:"):
        return [f"see {copyright_file}"]
    return sorted(set(re.findall(r"^License: *(\S.*?) *$", text, re.MULTILINE)))


def copyright_of(package):
    return pathlib.Path("/usr/share/doc") / package / "copyright"


def component(package, use, files):
    values = output("dpkg-query", "--show", "--showformat", "\\t".join(f"${{{field}}}" for field in FIELDS), package)
    name, version, architecture, source, source_version, maintainer, homepage = values.split("\t")
    distribution = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', pathlib.Path("/etc/os-release").read_text(), re.MULTILINE))
    qualifiers = {
        "arch": architecture,
        "distro": f"{distribution['ID']}-{distribution['VERSION_ID']}",
        "upstream": f"{source}@{source_version}",
    }
    purl = (
        f"pkg:deb/debian/{urllib.parse.quote(name)}@{urllib.parse.quote(version)}?{urllib.parse.urlencode(qualifiers)}"
    )
    return {
        "type": "data" if use == "copied" else "library",
        "bom-ref": purl,
        "supplier": {"name": maintainer},
        "name": name,
        "version": version,
        "licenses": [{"license": {"name": licence}} for licence in licence_names(copyright_of(name))],
        "purl": purl,
        **({"externalReferences": [{"type": "website", "url": homepage}]} if homepage else {}),
        "properties": [
            {"name": "statusmap:use", "value": use},
            *({"name": "statusmap:file", "value": path} for path in sorted(files)),
        ],
    }


def components(build, copied):
    linked = packages_of(linked_files(build))
    included = packages_of(included_files(build))
    found = [component(package, "linked", files) for package, files in linked.items()]
    # Of a package whose headers alone were used, thousands perhaps, the name is enough.
    found += [component(package, "headers", ()) for package in included if package not in linked]
    found += [component(package, "copied", ()) for package in copied]
    return sorted(found, key=lambda entry: entry["name"])


def document(binary, version, parts):
    """Without a time or a random number: the same build gives the same document."""
    server = {
        "type": "application",
        "bom-ref": SERVER,
        "name": SERVER,
        "version": version,
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(binary.read_bytes()).hexdigest()}],
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": server},
        "components": parts,
        "dependencies": [{"ref": SERVER, "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def write_licences(share, packages):
    common = set()
    for package in packages:
        target = share / "doc" / package / "copyright"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copyright_of(package), target)
        common.update(COMMON_LICENCE.findall(target.read_text(errors="replace")))
    (share / "common-licenses").mkdir(exist_ok=True)
    for name in common:
        shutil.copyfile(f"/usr/share/common-licenses/{name}", share / "common-licenses" / name)


def main(build, binary, version, root, *copied):
    parts = components(pathlib.Path(build).resolve(), copied)
    share = pathlib.Path(root) / "usr/share"
    write_licences(share, [part["name"] for part in parts])
    (share / "sbom").mkdir(exist_ok=True)
    text = json.dumps(document(pathlib.Path(binary), version, parts), indent=1)
    (share / "sbom" / f"{SERVER}.cdx.json").write_text(text + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
