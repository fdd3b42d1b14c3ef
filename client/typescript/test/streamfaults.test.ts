// What a caller of a stream or a summary sees when the service, the network or the caller itself gives up.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import { Client, Code, StatusMapService, StatusmapError, type StreamMapHttpStatusesRequest } from "@statusmap/client";
import { servingStream } from "./fake.js";
import { Server } from "./server.js";

const { streamMapHttpStatuses, summarizeStatuses } = StatusMapService.method;

let server: Server;
before(async () => {
  server = await Server.start();
});
after(() => server.stop());

/** One status after the other, `pauseMs` between them; says when it is closed. */
class Log implements AsyncIterable<number> {
  closed = false;
  read = 0;
  constructor(
    private readonly pauseMs: number,
    private readonly size = Infinity,
  ) {}
  async *[Symbol.asyncIterator](): AsyncGenerator<number, void, undefined> {
    try {
      while (this.read < this.size) {
        this.read += 1;
        yield 404;
        await sleep(this.pauseMs);
      }
    } finally {
      this.closed = true;
    }
  }
}

async function eventually(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert(tries < 200, `not so in 10 s: ${String(holds)}`);
    await sleep(50);
  }
}

/** Reads all; gives the error, and how many codes came before it. */
async function failure(
  answers: ReturnType<Client["streamMapHttpStatuses"]>,
  onAnswer: (read: number) => unknown = () => undefined,
): Promise<{ error: StatusmapError; read: number }> {
  let read = 0;
  try {
    for await (const { grpcCodes } of answers) {
      read += grpcCodes.length;
      await onAnswer(read);
    }
  } catch (error) {
    assert(error instanceof StatusmapError, String(error));
    return { error, read };
  }
  return assert.fail("the stream did not fail");
}

describe("a deadline", () => {
  it("in the middle of a stream says how much was answered", async () => {
    using client = new Client(server.address);
    const log = new Log(10);
    const { error, read } = await failure(client.streamMapHttpStatuses(log, { chunkSize: 1, timeoutMs: 500 }));
    assert.equal(error.code, Code.DEADLINE_EXCEEDED);
    assert(read > 1 && read < 51, String(read));
    assert.equal(error.answered, BigInt(read));
    await eventually(() => log.closed);
  });

  it("is not that of the client: streams and summaries take their time", async () => {
    using client = new Client(server.address, { timeoutMs: 100 });
    let count = 0;
    for await (const { grpcCodes } of client.streamMapHttpStatuses(new Log(100, 5))) count += grpcCodes.length;
    assert.equal(count, 5);
    assert.equal((await client.summarizeStatuses(new Log(100, 5))).total, 5n);
  });

  it("may be given to a summary", async () => {
    using client = new Client(server.address);
    const log = new Log(10);
    await assert.rejects(client.summarizeStatuses(log, { timeoutMs: 200 }), {
      code: Code.DEADLINE_EXCEEDED,
      answered: undefined,
    });
    await eventually(() => log.closed);
  });
});

describe("a server", () => {
  it("killed in the middle of a stream is UNAVAILABLE, with what was answered", async () => {
    const mortal = await Server.start();
    using client = new Client(mortal.address);
    const { error, read } = await failure(client.streamMapHttpStatuses(new Log(1), { chunkSize: 1 }), (count) =>
      count === 20 ? mortal.stop("SIGKILL") : undefined,
    );
    assert.equal(error.code, Code.UNAVAILABLE);
    assert(read >= 20, String(read));
    assert.equal(error.answered, BigInt(read));
  });

  it("that drains says so, and both count the same", async () => {
    const mortal = await Server.start();
    using client = new Client(mortal.address);
    const { error, read } = await failure(client.streamMapHttpStatuses(new Log(1), { chunkSize: 1 }), (count) => {
      if (count === 20) void mortal.stop();
    });
    assert.deepEqual([error.code, error.reason], [Code.UNAVAILABLE, "SERVER_DRAINING"]);
    assert.equal(error.answered, BigInt(read));
    assert.equal(error.metadata.answered, String(read));
    await mortal.stop();
  });

  it("killed in the middle of a summary is UNAVAILABLE", async () => {
    const mortal = await Server.start();
    using client = new Client(mortal.address);
    const log = new Log(1);
    const summary = assert.rejects(client.summarizeStatuses(log, { chunkSize: 1 }), { code: Code.UNAVAILABLE });
    await eventually(() => log.read > 20);
    await mortal.stop("SIGKILL");
    await summary;
    await eventually(() => log.closed);
  });

  it("that is away has answered nothing", async () => {
    using client = new Client("127.0.0.1:1");
    const { error } = await failure(client.streamMapHttpStatuses([404]));
    assert.deepEqual([error.code, error.answered], [Code.UNAVAILABLE, 0n]);
    await assert.rejects(client.summarizeStatuses([404]), { code: Code.UNAVAILABLE });
  });

  it("that refuses the first requests is asked them again", async () => {
    let calls = 0;
    await servingStream(
      streamMapHttpStatuses,
      (call) => {
        calls += 1;
        call.on("data", ({ httpStatuses }: StreamMapHttpStatusesRequest) => {
          if (calls < 3) call.emit("error", { code: Code.UNAVAILABLE });
          else call.write({ grpcCodes: httpStatuses.map(() => Code.NOT_FOUND), answered: 2n });
        });
        call.on("end", () => call.end());
      },
      async (address) => {
        using client = new Client(address);
        const seen = [];
        for await (const { grpcCodes } of client.streamMapHttpStatuses([404, 404])) seen.push(grpcCodes);
        assert.deepEqual(seen, [[Code.NOT_FOUND, Code.NOT_FOUND]]);
      },
    );
    assert.equal(calls, 3);
  });

  it("that fails after some answers does not take those away", async () => {
    let asked = 0;
    await servingStream(
      streamMapHttpStatuses,
      (call) => {
        call.on("data", () => {
          asked += 1;
          call.write({ grpcCodes: [5], answered: BigInt(asked) });
          if (asked === 5) call.emit("error", { code: Code.ABORTED });
        });
      },
      async (address) => {
        using client = new Client(address);
        const answers = client.streamMapHttpStatuses(new Array<number>(8).fill(404), { chunkSize: 1 });
        const { error, read } = await failure(answers, () => sleep(50));
        assert.deepEqual([error.code, error.answered, read], [Code.ABORTED, 5n, 5]);
      },
    );
  });

  it("that ends the stream too early does not go unnoticed", async () => {
    await servingStream(
      streamMapHttpStatuses,
      (call) => {
        call.once("data", () => {
          call.write({ grpcCodes: [5], answered: 1n });
          call.end();
        });
      },
      async (address) => {
        using client = new Client(address);
        const { error } = await failure(client.streamMapHttpStatuses([404, 404, 404], { chunkSize: 1 }));
        assert.deepEqual([error.code, error.answered], [Code.INTERNAL, 1n]);
      },
    );
    await servingStream(
      summarizeStatuses,
      (call) => {
        call.once("data", () => {
          call.write({ total: 1n });
          call.end();
        });
      },
      async (address) => {
        using client = new Client(address);
        await assert.rejects(client.summarizeStatuses(new Log(5), { chunkSize: 1 }), { code: Code.INTERNAL });
      },
    );
  });

  it("that does not read makes the source of a summary wait", async () => {
    await servingStream(
      summarizeStatuses,
      () => {},
      async (address) => {
        using client = new Client(address);
        const controller = new AbortController();
        let read = 0;
        const endless = function* () {
          for (;;) {
            read += 1;
            yield 404;
          }
        };
        const summary = client.summarizeStatuses(endless(), { signal: controller.signal });
        const aborted = assert.rejects(summary, { code: Code.CANCELLED });
        await sleep(500);
        const readThen: number = read;
        await sleep(300);
        assert.equal(read, readThen);
        // gRPC's buffer for retries and HTTP/2's windows take some 2 MB.
        assert(read > 0 && read < 2_000_000, String(read));
        controller.abort();
        await aborted;
      },
    );
  });
});

describe("a caller", () => {
  it("who leaves the loop ends the call, at the server too, and closes the source", async () => {
    let cancelled = false;
    await servingStream(
      streamMapHttpStatuses,
      (call) => {
        call.on("cancelled", () => (cancelled = true));
        call.on("data", () => call.write({ grpcCodes: [5], answered: 1n }));
      },
      async (address) => {
        using client = new Client(address);
        const log = new Log(1);
        for await (const answer of client.streamMapHttpStatuses(log, { chunkSize: 1 })) {
          assert.deepEqual(answer.grpcCodes, [5]);
          break;
        }
        await eventually(() => cancelled && log.closed);
        const { read } = log;
        await sleep(50);
        assert.equal(log.read, read);
      },
    );
  });

  it("who aborts gets CANCELLED, with what was answered", async () => {
    using client = new Client(server.address);
    const controller = new AbortController();
    const { signal } = controller;
    const log = new Log(1);
    const { error, read } = await failure(client.streamMapHttpStatuses(log, { chunkSize: 1, signal }), (count) => {
      if (count === 10) controller.abort(new Error("enough"));
    });
    assert.deepEqual([error.code, read, error.answered], [Code.CANCELLED, 10, 10n]);
    assert.equal((error.cause as Error).message, "enough");
    await eventually(() => log.closed);
  });

  it("may abort while the source makes it wait", async () => {
    using client = new Client(server.address);
    const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const { error } = await failure(client.streamMapHttpStatuses(silent, { signal: AbortSignal.timeout(100) }));
    assert.deepEqual([error.code, error.answered], [Code.CANCELLED, 0n]);
    const summary = client.summarizeStatuses(silent, { signal: AbortSignal.timeout(100) });
    await assert.rejects(summary, { code: Code.CANCELLED });
  });

  it("whose source fails gets that very error", async () => {
    using client = new Client(server.address);
    const broken = async function* () {
      yield 404;
      await sleep(100);
      throw new RangeError("line 2");
    };
    const read: number[] = [];
    const reading = (async () => {
      for await (const { grpcCodes } of client.streamMapHttpStatuses(broken())) read.push(...grpcCodes);
    })();
    await assert.rejects(reading, { name: "RangeError", message: "line 2" });
    assert.deepEqual(read, [Code.NOT_FOUND]);
    await assert.rejects(client.summarizeStatuses(broken()), { name: "RangeError", message: "line 2" });
  });

  it("is one of twenty, each with the own answers", async () => {
    using client = new Client(server.address);
    const callers = Array.from({ length: 20 }, async (_, caller) => {
      const statuses = Array.from({ length: 200 }, (_, index) => 100 + ((caller * 17 + index) % 500));
      const { grpcCodes } = await client.batchMapHttpStatuses(statuses);
      const streamed = [];
      for await (const answer of client.streamMapHttpStatuses(statuses, { chunkSize: 9 }))
        streamed.push(...answer.grpcCodes);
      assert.deepEqual(streamed, grpcCodes);
    });
    await Promise.all(callers);
  });
});
