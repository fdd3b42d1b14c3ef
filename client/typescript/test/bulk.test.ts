// Batches, streams and summaries, against the real server: what goes in, what comes out, and in which portions.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import { Channel, credentials } from "@grpc/grpc-js";
import { Client, Code, NO_ANSWER, NOT_HTTP_STATUS, type WeightedStatus } from "@statusmap/client";
import { chunksOf } from "../dist/source.js";
import { Server } from "./server.js";

let server: Server;
let client: Client;
before(async () => {
  server = await Server.start();
  client = new Client(server.address, { timeoutMs: 30_000 });
});
after(async () => {
  client.close();
  await server.stop();
});

const statuses = Array.from({ length: 1234 }, (_, index) => 100 + ((index * 7) % 500));
const noInt32 = [404.5, Number.NaN, 2 ** 31, -(2 ** 31) - 1, Infinity, "404", undefined, null] as number[];

async function* later<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  for (const item of items) yield await Promise.resolve(item);
}

async function codesOf(answers: ReturnType<Client["streamMapHttpStatuses"]>): Promise<number[]> {
  const codes = [];
  for await (const { grpcCodes } of answers) codes.push(...grpcCodes);
  return codes;
}

describe("a batch", () => {
  it("has each answer in its place, also for what has none", async () => {
    const asked = new Set([404, 0, 200, -1, 302]);
    const { grpcCodes, convention } = await client.batchMapHttpStatuses(asked, { convention: "google-cloud-ruby" });
    assert.equal(convention, "google-cloud-ruby");
    assert.deepEqual(grpcCodes, [Code.NOT_FOUND, NOT_HTTP_STATUS, NO_ANSWER, NOT_HTTP_STATUS, NO_ANSWER]);
  });

  it("may be larger than what gRPC takes unless told otherwise", async () => {
    const many = new Array<number>(5_000_000).fill(404);
    const { grpcCodes } = await client.batchMapHttpStatuses(many);
    assert.equal(grpcCodes.length, many.length);
    assert(grpcCodes.every((code: Code) => code === Code.NOT_FOUND));
    const channel = new Channel(server.address, credentials.createInsecure(), {});
    const plain = new Client(channel, { timeoutMs: 30_000 }).batchMapHttpStatuses(many);
    await assert.rejects(plain, { code: Code.RESOURCE_EXHAUSTED });
    channel.close();
  });

  it("is refused above the limit of the server, with both sizes", async () => {
    const tooMuch = client.batchMapHttpStatuses(new Array<number>(1_800_000).fill(-1));
    await assert.rejects(tooMuch, { code: Code.RESOURCE_EXHAUSTED, message: /18000\d\d\d vs\. 16777216/ });
  });

  it("says which status is no int32", async () => {
    for (const wrong of noInt32) {
      await assert.rejects(client.batchMapHttpStatuses([200, wrong]), {
        name: "TypeError",
        message: `status 1 is ${String(wrong)}, not an int32`,
      });
    }
  });
});

describe("chunks", () => {
  async function sizes<Item>(source: Iterable<Item> | AsyncIterable<Item>, size: number): Promise<number[]> {
    const chunks = chunksOf(source, size);
    const found = [];
    for (let chunk = await chunks.next(); chunk; chunk = await chunks.next()) found.push(chunk.length);
    return found;
  }

  it("are full, except the last", async () => {
    for (const source of [() => [1, 2, 3, 4, 5], () => later([1, 2, 3, 4, 5])]) {
      assert.deepEqual(await sizes(source(), 2), [2, 2, 1]);
      assert.deepEqual(await sizes(source(), 5), [5]);
      assert.deepEqual(await sizes(source(), 6), [5]);
    }
    assert.deepEqual(await sizes([], 2), []);
    assert.deepEqual(await sizes(later([]), 2), []);
  });

  it("do not wait for a slow source, and lose nothing", async () => {
    const pauses = async function* () {
      for (const item of [1, 2, 3, 4]) {
        if (item % 2) await sleep(120);
        yield item;
      }
    };
    assert.deepEqual(await sizes(pauses(), 100), [2, 2]);
  });

  it("have a size", () => {
    for (const chunkSize of [0, -1, 1.5, Number.NaN, Infinity])
      assert.throws(() => client.streamMapHttpStatuses([], { chunkSize }), TypeError);
  });
});

describe("a stream", () => {
  it("answers in order, whatever the portions", async () => {
    const { grpcCodes } = await client.batchMapHttpStatuses(statuses, { convention: "envoy" });
    for (const chunkSize of [1, 7, 1234, undefined]) {
      for (const source of [statuses, later(statuses)]) {
        const answers = client.streamMapHttpStatuses(source, { convention: "envoy", chunkSize });
        assert.deepEqual(await codesOf(answers), grpcCodes);
      }
    }
  });

  it("counts what it answered, and names its convention once", async () => {
    const seen = [];
    for await (const answer of client.streamMapHttpStatuses(statuses, { convention: "envoy", chunkSize: 500 }))
      seen.push([answer.convention, answer.grpcCodes.length, answer.answered]);
    assert.deepEqual(seen, [
      ["envoy", 500, 500n],
      ["", 500, 1000n],
      ["", 234, 1234n],
    ]);
  });

  it("without statuses still says whose answers these are", async () => {
    for (const source of [[], later<number>([])]) {
      const seen = [];
      for await (const { convention, grpcCodes } of client.streamMapHttpStatuses(source))
        seen.push([convention, grpcCodes]);
      assert.deepEqual(seen, [["google-apis", []]]);
    }
    await assert.rejects(codesOf(client.streamMapHttpStatuses([], { convention: "envoi" })), {
      reason: "CONVENTION_UNKNOWN",
      answered: 0n,
    });
  });

  it("answers a log that still grows", async () => {
    let grow: (status: number) => void = () => {};
    const growing = async function* () {
      yield 404;
      for (;;) yield await new Promise<number>((resolve) => (grow = resolve));
    };
    const answers = client.streamMapHttpStatuses(growing());
    const next = async () => ((await answers.next()).value ?? assert.fail()).grpcCodes;
    assert.deepEqual(await next(), [Code.NOT_FOUND]);
    const second = next();
    grow(429);
    assert.deepEqual(await second, [Code.RESOURCE_EXHAUSTED]);
    // Its source waits for ever, so that this must not wait for it.
    await answers.return();
  });

  it("reads its source as its answers are read", async () => {
    let read = 0;
    const endless = function* () {
      for (;;) {
        read += 1;
        yield 200;
      }
    };
    const answers = client.streamMapHttpStatuses(endless(), { chunkSize: 100 });
    assert.equal(read, 0);
    let answered = 0;
    for await (const { grpcCodes } of answers) {
      answered += grpcCodes.length;
      assert(read <= answered + 9 * 100, `${read} read, ${answered} answered`);
      if (answered === 1000) {
        await sleep(100);
        const readThen: number = read;
        await sleep(300);
        assert.equal(read, readThen);
      }
      if (answered === 5000) break;
    }
  });

  it("says which status is no int32", async () => {
    const answers = client.streamMapHttpStatuses([...statuses, 404.5], { chunkSize: 100 });
    await assert.rejects(codesOf(answers), { name: "TypeError", message: "status 1234 is 404.5, not an int32" });
  });
});

describe("a summary", () => {
  it("counts statuses, and weights, and both", async () => {
    const log: (number | WeightedStatus)[] = [200, [404, 3], [503, 10n], 200, [99, 2]];
    for (const chunkSize of [1, 2, undefined]) {
      for (const source of [log, later(log)]) {
        const summary = await client.summarizeStatuses(source, { chunkSize, against: "envoy" });
        assert.deepEqual([summary.total, summary.valid, summary.invalid], [17n, 15n, 2n]);
        const counts = summary.statuses.map(({ httpStatus, count }) => [httpStatus, count]);
        assert.deepEqual(counts, [
          [200, 2n],
          [404, 3n],
          [503, 10n],
        ]);
        assert.equal(summary.impact?.against, "envoy");
      }
    }
  });

  it("takes whole logs, and weights beyond what a number holds", async () => {
    const million = function* () {
      for (let index = 0; index < 1_000_000; index++) yield 100 + (index % 500);
    };
    const { total, impact } = await client.summarizeStatuses(million());
    assert.deepEqual([total, impact], [1_000_000n, undefined]);
    const most = 2n ** 63n - 1n;
    assert.equal((await client.summarizeStatuses([[200, most]])).total, most);
  });

  it("of nothing is one, and of an unknown convention none", async () => {
    const { convention, total } = await client.summarizeStatuses([], { convention: "envoy" });
    assert.deepEqual([convention, total], ["envoy", 0n]);
    await assert.rejects(client.summarizeStatuses([], { against: "envoi" }), { reason: "CONVENTION_UNKNOWN" });
  });

  it("says what is no int32 and no weight", async () => {
    await assert.rejects(client.summarizeStatuses([200, [2 ** 31, 1]]), {
      name: "TypeError",
      message: "status 1 is 2147483648, not an int32",
    });
    for (const weight of [0.5, Number.NaN, 2 ** 53, 2n ** 63n, "1"] as number[]) {
      await assert.rejects(client.summarizeStatuses([200, [404, weight]]), {
        name: "TypeError",
        message: `the weight of status 1 is ${String(weight)}, not an int64`,
      });
    }
  });

  it("ends at the first error, however much there is left", async () => {
    let closed = false;
    const endless = function* (): Generator<number | WeightedStatus> {
      try {
        yield [404, -1];
        for (;;) yield 200;
      } finally {
        closed = true;
      }
    };
    await assert.rejects(client.summarizeStatuses(endless()), { reason: "WEIGHT_NEGATIVE" });
    assert(closed);
  });
});
