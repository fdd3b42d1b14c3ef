// Asks the real server every question of tests/vectors, and compares the answers as messages.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { DescMethodUnary, JsonObject, Message } from "@bufbuild/protobuf";
import { equals, fromJson, toJson } from "@bufbuild/protobuf";
import { Client, Code, StatusMapService, StatusmapError } from "@statusmap/client";
import { root } from "./root.js";
import { Server } from "./server.js";

interface Vector {
  name: string;
  request: JsonObject;
  response?: JsonObject;
  error?: {
    code: keyof typeof Code;
    reason: string;
    domain: string;
    metadata?: Record<string, string>;
    field_violations?: { field: string; description: string }[];
  };
}

const folder = join(root, "tests/vectors");
const files = readdirSync(folder).filter((file) => file.endsWith(".json"));

let server: Server;
let client: Client;
before(async () => {
  server = await Server.start();
  client = new Client(server.address);
});
after(async () => {
  client.close();
  await server.stop();
});

it("has a file for every method", () => {
  const expected = StatusMapService.methods.map((method) => `${snakeCase(method.name)}.json`);
  assert.deepEqual(files.sort(), expected.sort());
});

for (const method of StatusMapService.methods as DescMethodUnary[]) {
  const vectors = JSON.parse(readFileSync(join(folder, `${snakeCase(method.name)}.json`), "utf8")) as Vector[];
  describe(method.name, () => {
    // Some names have control characters, which the report in XML could not carry.
    for (const vector of vectors) it(JSON.stringify(vector.name).slice(1, -1), () => check(method, vector));
  });
}

async function check(method: DescMethodUnary, vector: Vector): Promise<void> {
  const answer = ask(method, fromJson(method.input, vector.request));
  if (vector.error) {
    const { code, reason, domain, metadata = {}, field_violations: fieldViolations = [] } = vector.error;
    await assert.rejects(answer, (error) => {
      assert(error instanceof StatusmapError);
      const { code: gotCode, reason: gotReason, domain: gotDomain } = error;
      assert.deepEqual([Code[gotCode], gotReason, gotDomain], [code, reason, domain]);
      assert.deepEqual(error.metadata, metadata);
      assert.deepEqual(error.fieldViolations, fieldViolations);
      return true;
    });
    return;
  }
  assert(vector.response, "a vector has a response or an error");
  const expected = fromJson(method.output, vector.response);
  const message = await answer;
  if (!equals(method.output, message, expected)) {
    assert.deepEqual(toJson(method.output, message), toJson(method.output, expected));
    assert.fail("the messages differ, but not as JSON");
  }
}

// The client's method for the page of a list has a name of its own.
async function ask(method: DescMethodUnary, request: Message): Promise<Message> {
  const name = method.localName.startsWith("list") ? `${method.localName}Page` : method.localName;
  return (
    (client as unknown as Record<string, (request: Message) => Promise<Message>>)[name]?.(request) ?? assert.fail()
  );
}

function snakeCase(name: string): string {
  return name.replace(/(?!^)[A-Z]/g, "_$&").toLowerCase();
}
