// What the package repeats of the repository is what the repository says.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { serviceConfig } from "@statusmap/client";
import { packageFolder, root } from "./root.js";

interface Lock {
  version: string;
  packages: { "": { version: string } };
}

const read = (...path: string[]) => readFileSync(join(...path), "utf8");

it("has the project's version", () => {
  const project = /^project\(statusmap VERSION (\S+)/m.exec(read(root, "CMakeLists.txt"))?.[1];
  assert(project);
  const { version } = JSON.parse(read(packageFolder, "package.json")) as { version: string };
  const lock = JSON.parse(read(packageFolder, "package-lock.json")) as Lock;
  assert.deepEqual([version, lock.version, lock.packages[""].version], [project, project, project]);
  assert(read(packageFolder, "README.md").includes(`statusmap-client-${project}.tgz`));
});

it("has the service config of all clients", () => {
  assert.deepEqual(serviceConfig, JSON.parse(read(root, "client/cpp/service_config.json")));
});

it("has generated code that is not stale", () => {
  const fresh = mkdtempSync(join(tmpdir(), "statusmap-generate-"));
  try {
    execFileSync(join(root, "client/typescript/generate"), [fresh], { stdio: "pipe" });
    for (const file of ["service_config.ts", "statusmap/v1/status_map_pb.ts"]) {
      assert(
        read(fresh, "src/gen", file) === read(packageFolder, "src/gen", file),
        `${file}: run client/typescript/generate`,
      );
    }
    assert.deepEqual(list(join(packageFolder, "src/gen")), list(join(fresh, "src/gen")));
  } finally {
    rmSync(fresh, { recursive: true });
  }
});

function list(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? list(join(folder, entry.name)).map((name) => `${entry.name}/${name}`) : entry.name,
    )
    .sort();
}
