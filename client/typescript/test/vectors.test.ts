// Asks the real server every question of tests/vectors, and compares the answers as messages.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { DescMessage, DescMethod, JsonObject, Message, MessageShape } from "@bufbuild/protobuf";
import { equals, fromJson, toJson } from "@bufbuild/protobuf";
import { credentials, Client as Stub } from "@grpc/grpc-js";
import { Client, Code, StatusMapService, StatusmapError, type WeightedStatus } from "@statusmap/client";
import type { Requests } from "../dist/statuses.js";
import { mapStream } from "../dist/stream.js";
import { summarize } from "../dist/summary.js";
import { root } from "./root.js";
import { Server } from "./server.js";

interface Vector {
  name: string;
  request?: JsonObject;
  requests?: JsonObject[];
  response?: JsonObject;
  responses?: JsonObject[];
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
let stub: Stub;
before(async () => {
  server = await Server.start();
  client = new Client(server.address);
  stub = new Stub(server.address, credentials.createInsecure());
});
after(async () => {
  client.close();
  stub.close();
  await server.stop();
});

it("has a file for every method", () => {
  const expected = StatusMapService.methods.map((method) => `${snakeCase(method.name)}.json`);
  assert.deepEqual(files.sort(), expected.sort());
});

for (const method of StatusMapService.methods) {
  describe(method.name, () => {
    // Some names have control characters, which the report in XML could not carry.
    for (const vector of vectorsOf(method))
      it(JSON.stringify(vector.name).slice(1, -1), () => check(method, vector, ask(method, vector)));
  });
}

// Those that iterables can say: the conventions are named once, and each status has its weight or none has.
describe("streams from iterables", () => {
  const { streamMapHttpStatuses, summarizeStatuses } = StatusMapService.method;

  for (const vector of vectorsOf(streamMapHttpStatuses)) {
    const requests = vector.requests?.map((request) => fromJson(streamMapHttpStatuses.input, request)) ?? [];
    if (requests.slice(1).some((request) => request.convention)) continue;
    it(`map ${JSON.stringify(vector.name)}`, async () => {
      const statuses = requests.flatMap((request) => request.httpStatuses);
      const answers = client.streamMapHttpStatuses(statuses, { convention: requests[0]?.convention, chunkSize: 2 });
      const codes = vector.responses?.map((answer) => fromJson(streamMapHttpStatuses.output, answer).grpcCodes).flat();
      if (vector.error) return check(streamMapHttpStatuses, vector, answers);
      const got = [];
      for await (const answer of answers) got.push(...answer.grpcCodes);
      assert.deepEqual(got, codes);
    });
  }

  for (const vector of vectorsOf(summarizeStatuses)) {
    const requests = vector.requests?.map((request) => fromJson(summarizeStatuses.input, request)) ?? [];
    if (requests.slice(1).some((request) => request.convention || request.against)) continue;
    if (requests.some(({ weights, httpStatuses }) => weights.length > 0 && weights.length !== httpStatuses.length))
      continue;
    it(`summarize ${JSON.stringify(vector.name)}`, () => {
      const statuses = requests.flatMap(({ weights, httpStatuses }) =>
        httpStatuses.map((status, index): number | WeightedStatus => {
          const weight = weights[index];
          return weight === undefined ? status : [status, weight];
        }),
      );
      const { convention, against } = requests[0] ?? {};
      const answer = client.summarizeStatuses(statuses, { convention, against, chunkSize: 5 });
      return check(summarizeStatuses, vector, one(answer));
    });
  }
});

async function check(method: DescMethod, vector: Vector, asked: AsyncIterable<Message>): Promise<void> {
  const responses = vector.responses ?? (vector.response ? [vector.response] : []);
  assert(vector.response ?? vector.responses ?? vector.error, "a vector has responses or an error");
  const answers: Message[] = [];
  const all = async () => {
    for await (const answer of asked) answers.push(answer);
  };
  if (vector.error) await checkError(all(), vector.error);
  else await all();
  assert.equal(answers.length, responses.length);
  responses.forEach((response, index) => {
    const expected = fromJson(method.output, response);
    const message = answers[index] ?? assert.fail();
    if (equals(method.output, message, expected)) return;
    assert.deepEqual(toJson(method.output, message), toJson(method.output, expected));
    assert.fail("the messages differ, but not as JSON");
  });
}

async function checkError(asked: Promise<void>, expected: NonNullable<Vector["error"]>): Promise<void> {
  const { code, reason, domain, metadata = {}, field_violations: fieldViolations = [] } = expected;
  await assert.rejects(asked, (error) => {
    assert(error instanceof StatusmapError);
    const { code: gotCode, reason: gotReason, domain: gotDomain } = error;
    assert.deepEqual([Code[gotCode], gotReason, gotDomain], [code, reason, domain]);
    assert.deepEqual(error.metadata, metadata);
    assert.deepEqual(error.fieldViolations, fieldViolations);
    return true;
  });
}

/** Asks by the client's method, and the very messages of a stream by what is below that. */
function ask(method: DescMethod, { request, requests = [] }: Vector): AsyncIterable<Message> {
  switch (method.localName) {
    case "streamMapHttpStatuses":
      return mapStream(stub, inTurn(StatusMapService.method.streamMapHttpStatuses.input, requests), {});
    case "summarizeStatuses":
      return one(summarize(stub, inTurn(StatusMapService.method.summarizeStatuses.input, requests), {}));
    case "batchMapHttpStatuses": {
      const batch = fromJson(StatusMapService.method.batchMapHttpStatuses.input, request ?? assert.fail());
      return one(client.batchMapHttpStatuses(batch.httpStatuses, { convention: batch.convention }));
    }
  }
  // The client's method for the page of a list has a name of its own.
  const name = method.localName.startsWith("list") ? `${method.localName}Page` : method.localName;
  const methods = client as unknown as Record<string, (request: Message) => Promise<Message>>;
  return one(methods[name]?.(fromJson(method.input, request ?? assert.fail())) ?? assert.fail());
}

async function* one(answer: Promise<Message>): AsyncGenerator<Message> {
  yield await answer;
}

function inTurn<Desc extends DescMessage>(schema: Desc, requests: JsonObject[]): Requests<MessageShape<Desc>> {
  const left = requests.map((request) => fromJson(schema, request));
  return { next: () => Promise.resolve(left.shift()), return: () => {} };
}

function vectorsOf(method: DescMethod): Vector[] {
  return JSON.parse(readFileSync(join(folder, `${snakeCase(method.name)}.json`), "utf8")) as Vector[];
}

function snakeCase(name: string): string {
  return name.replace(/(?!^)[A-Z]/g, "_$&").toLowerCase();
}
