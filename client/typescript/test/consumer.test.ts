// What someone gets who installs the package: an empty folder, the tarball, and the README.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { packageFolder } from "./root.js";
import { environment, Server } from "./server.js";

const README_ADDRESS = "127.0.0.1:50051";
const PACKED = [
  "README.md",
  "dist/abort.d.ts",
  "dist/abort.js",
  "dist/advisor.d.ts",
  "dist/advisor.js",
  "dist/cache.d.ts",
  "dist/cache.js",
  "dist/call.d.ts",
  "dist/call.js",
  "dist/client.d.ts",
  "dist/client.js",
  "dist/errors.d.ts",
  "dist/errors.js",
  "dist/gen/service_config.d.ts",
  "dist/gen/service_config.js",
  "dist/gen/statusmap/v1/status_map_pb.d.ts",
  "dist/gen/statusmap/v1/status_map_pb.js",
  "dist/index.d.ts",
  "dist/index.js",
  "dist/source.d.ts",
  "dist/source.js",
  "dist/statuses.d.ts",
  "dist/statuses.js",
  "dist/stream.d.ts",
  "dist/stream.js",
  "dist/summary.d.ts",
  "dist/summary.js",
  "examples/fetch.mjs",
  "examples/log.mjs",
  "package.json",
];
const COMPILER_OPTIONS = {
  lib: ["es2022"],
  module: "nodenext",
  skipLibCheck: false,
  strict: true,
  target: "es2022",
  types: ["node"],
};
const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
const tsc = join(dirname(typescript), "bin/tsc");

let folder: string;
let server: Server;
interface Packed {
  filename: string;
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}
let packed: Packed;

async function run(program: string, ...args: string[]): Promise<string> {
  const options = { cwd: folder, env: environment(), timeout: 120_000 };
  try {
    return (await promisify(execFile)(program, args, options)).stdout;
  } catch (error) {
    const { message, stdout } = error as Error & { stdout: string };
    throw new Error(`${message}\n${stdout}`);
  }
}

/** The first block of the README in this language. */
function readmeBlock(language: string): string {
  const readme = readFileSync(join(folder, "node_modules/@statusmap/client/README.md"), "utf8");
  const block = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(readme)?.[1];
  assert(block, `the README has no ${language}`);
  return block;
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "statusmap-consumer-"));
  const packing = ["pack", packageFolder, "--ignore-scripts", "--json", "--pack-destination", folder];
  [packed] = JSON.parse(await run("npm", ...packing)) as [Packed];
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
  await run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, packed.filename));
  server = await Server.start();
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("the tarball", () => {
  it("has what is needed and nothing else", () => {
    assert.deepEqual(packed.files.map((file) => file.path).sort(), [...PACKED].sort());
    assert(packed.size < 100_000, `${packed.size} bytes`);
    console.log(`${packed.filename}: ${packed.size} bytes, ${packed.unpackedSize} unpacked`);
  });
});

describe("the README", () => {
  it("compiles, runs, and prints what it says", async () => {
    assert(readmeBlock("ts").includes(README_ADDRESS));
    writeFileSync(join(folder, "snippet.ts"), readmeBlock("ts").replaceAll(README_ADDRESS, server.address));
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ["snippet.ts"] }),
    );
    await run(process.execPath, tsc, "--project", ".");
    assert.equal(await run(process.execPath, "snippet.js"), readmeBlock("text"));
  });
});

describe("the examples", () => {
  async function mapLog(address: string, log: string, ...conventions: string[]): Promise<string> {
    const example = join(folder, "node_modules/@statusmap/client/examples/log.mjs");
    const child = promisify(execFile)(process.execPath, [example, address, ...conventions], { env: environment() });
    child.child.stdin?.end(log);
    return (await child).stdout;
  }

  it("map a log", async () => {
    assert.equal(
      await mapLog(server.address, "200\n404\n-\n404\n", "google-cloud-ruby", "envoy"),
      [
        "1 no answer",
        "2 NOT_FOUND",
        "1 not an HTTP status",
        "2 change from NOT_FOUND to UNIMPLEMENTED",
        "1 change from no answer to UNKNOWN",
        "",
      ].join("\n"),
    );
    assert.equal(await mapLog(server.address, "503\n".repeat(25_000)), "25000 UNAVAILABLE\n");
    await assert.rejects(mapLog("127.0.0.1:1", "503\n"), /UNAVAILABLE: .*; 0 statuses were answered/);
  });

  it("fetch until the answer is good", async () => {
    const statuses = [503, 429, 200];
    const origin = createServer((_, response) => {
      response.writeHead(statuses.shift() ?? 500, { "Retry-After": "0" }).end();
    }).listen(0, "127.0.0.1");
    try {
      await new Promise((listening) => origin.once("listening", listening));
      const url = `http://127.0.0.1:${(origin.address() as AddressInfo).port}/`;
      const example = join(folder, "node_modules/@statusmap/client/examples/fetch.mjs");
      const lines = (await run(process.execPath, example, server.address, url)).split("\n");
      assert.deepEqual(
        lines.filter((line) => / is [A-Z]/.test(line)),
        ["503 is UNAVAILABLE", "429 is RESOURCE_EXHAUSTED", "200 is OK"],
      );
    } finally {
      origin.closeAllConnections();
      origin.close();
    }
  });
});
