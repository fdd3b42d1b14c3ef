// What a caller sees when the service, the network or the caller itself gives up.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { Client, Code, StatusmapError } from "@statusmap/client";
import { type Handler, serving } from "./fake.js";
import { Server } from "./server.js";

const never: Handler = () => new Promise(() => {});

/** The error with which `call` fails, and how many milliseconds that took. */
async function failure(call: Promise<unknown>): Promise<{ error: StatusmapError; took: number }> {
  const begin = performance.now();
  const error: unknown = await call.then(
    () => assert.fail("the call did not fail"),
    (error: unknown) => error,
  );
  assert(error instanceof StatusmapError, String(error));
  return { error, took: performance.now() - begin };
}

async function eventually(attempt: () => Promise<unknown>, timeoutMs = 15_000): Promise<void> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

describe("deadline", () => {
  async function withSilentPort(task: (address: string) => Promise<void>): Promise<void> {
    const sockets = new Set<Socket>();
    const listener = createServer((socket) => sockets.add(socket.on("error", () => {}))).listen(0, "127.0.0.1");
    await once(listener, "listening");
    try {
      await task(`127.0.0.1:${(listener.address() as AddressInfo).port}`);
    } finally {
      for (const socket of sockets) socket.destroy();
      listener.close();
    }
  }

  it("is two seconds unless told otherwise", () =>
    withSilentPort(async (address) => {
      using client = new Client(address);
      const { error, took } = await failure(client.lookupStatus({ httpStatus: 404 }));
      assert.equal(error.code, Code.DEADLINE_EXCEEDED);
      assert(took > 1900 && took < 4000, `${took} ms`);
    }));

  it("is that of the client, or that of the call", () =>
    withSilentPort(async (address) => {
      using client = new Client(address, { timeoutMs: 300 });
      const byClient = await failure(client.lookupStatus({ httpStatus: 404 }));
      assert.equal(byClient.error.code, Code.DEADLINE_EXCEEDED);
      assert(byClient.took > 250 && byClient.took < 1500, `${byClient.took} ms`);
      const byCall = await failure(client.lookupStatus({ httpStatus: 404 }, { timeoutMs: 50 }));
      assert.equal(byCall.error.code, Code.DEADLINE_EXCEEDED);
      assert(byCall.took < 250, `${byCall.took} ms`);
    }));

  it("reaches the server", () =>
    serving(
      (_, call) => ({ code: Code.ABORTED, details: String(Number(call.getDeadline()) - Date.now()) }),
      async (port) => {
        using client = new Client(`127.0.0.1:${port}`);
        const { error } = await failure(client.lookupStatus({ httpStatus: 404 }, { timeoutMs: 60_000 }));
        const left = Number(error.message.replace("ABORTED: ", ""));
        assert(left > 50_000 && left < 61_000, error.message);
      },
    ));

  it("may be none", () =>
    serving(
      (_, call) => ({ code: Code.ABORTED, details: String(call.getDeadline()) }),
      async (port) => {
        using client = new Client(`127.0.0.1:${port}`, { timeoutMs: Infinity });
        const { error } = await failure(client.lookupStatus({ httpStatus: 404 }));
        assert.equal(error.message, "ABORTED: Infinity");
      },
    ));

  it("has to be a number", async () => {
    using client = new Client("127.0.0.1:1");
    await assert.rejects(client.lookupStatus({ httpStatus: 404 }, { timeoutMs: Number.NaN }), TypeError);
  });
});

describe("abort", () => {
  it("ends a call under way, at the server too", () => {
    let cancelled: () => void;
    const told = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    const controller = new AbortController();
    return serving(
      (request, call) => {
        call.on("cancelled", cancelled);
        controller.abort(new Error("enough"));
        return never(request, call);
      },
      async (port) => {
        using client = new Client(`127.0.0.1:${port}`);
        const { error } = await failure(client.lookupStatus({ httpStatus: 404 }, { signal: controller.signal }));
        assert.equal(error.code, Code.CANCELLED);
        assert.equal((error.cause as Error).message, "enough");
        await told;
      },
    );
  });

  it("before the call makes none", async () => {
    using client = new Client("127.0.0.1:1");
    const { error } = await failure(client.lookupStatus({ httpStatus: 404 }, { signal: AbortSignal.abort() }));
    assert.equal(error.code, Code.CANCELLED);
  });

  it("ends all calls that share a signal, and is no leak", async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on("warning", warned);
    const controller = new AbortController();
    await serving(never, async (port) => {
      using client = new Client(`127.0.0.1:${port}`);
      const calls = Array.from({ length: 20 }, () =>
        failure(client.lookupStatus({ httpStatus: 404 }, { signal: controller.signal })),
      );
      controller.abort();
      for (const { error } of await Promise.all(calls)) assert.equal(error.code, Code.CANCELLED);
    });
    process.off("warning", warned);
    assert.deepEqual(warnings, []);
  });

  it("ends a list between its pages", async () => {
    const server = await Server.start();
    try {
      using client = new Client(server.address);
      const controller = new AbortController();
      const read: number[] = [];
      const reading = (async () => {
        for await (const status of client.listStatuses({ pageSize: 2 }, { signal: controller.signal })) {
          read.push(status.httpStatus);
          if (read.length === 2) controller.abort();
        }
      })();
      assert.equal((await failure(reading)).error.code, Code.CANCELLED);
      assert.deepEqual(read, [100, 101]);
    } finally {
      await server.stop();
    }
  });
});

describe("retry", () => {
  it("asks again where the service was away", async () => {
    let calls = 0;
    await serving(
      () => {
        calls += 1;
        return calls < 4 ? { code: Code.UNAVAILABLE } : { status: { httpStatus: 404 } };
      },
      async (port) => {
        using client = new Client(`127.0.0.1:${port}`);
        assert.equal((await client.lookupStatus({ httpStatus: 404 })).status?.httpStatus, 404);
      },
    );
    assert.equal(calls, 4);
  });

  it("gives up after four attempts", async () => {
    let calls = 0;
    await serving(
      () => {
        calls += 1;
        return { code: Code.UNAVAILABLE, details: "away" };
      },
      async (port) => {
        using client = new Client(`127.0.0.1:${port}`);
        assert.equal((await failure(client.lookupStatus({ httpStatus: 404 }))).error.code, Code.UNAVAILABLE);
      },
    );
    assert.equal(calls, 4);
  });

  it("takes the addresses of the target in turn", async () => {
    const calls = [0, 0];
    const counting =
      (index: number): Handler =>
      () => {
        calls[index] = (calls[index] ?? 0) + 1;
        return { status: { httpStatus: 404 } };
      };
    await serving(counting(0), (first) =>
      serving(counting(1), async (second) => {
        using client = new Client(`ipv4:127.0.0.1:${first},127.0.0.1:${second}`);
        await eventually(async () => {
          await client.lookupStatus({ httpStatus: 404 });
          assert(Math.min(...calls) >= 5, String(calls));
        });
      }),
    );
  });
});

describe("the real server", () => {
  it("is found again after it was gone", async () => {
    let server = await Server.start();
    const { address } = server;
    using client = new Client(address);
    await client.classifyStatus({ httpStatus: 471 });
    await server.stop();
    const { error } = await failure(client.classifyStatus({ httpStatus: 471 }));
    assert.equal(error.code, Code.UNAVAILABLE);
    server = await Server.start(address);
    try {
      await eventually(() => client.classifyStatus({ httpStatus: 471 }));
    } finally {
      await server.stop();
    }
  });

  it("answers twenty callers at once, each the own question", async () => {
    const server = await Server.start();
    try {
      using client = new Client(server.address);
      const callers = Array.from({ length: 20 }, async (_, caller) => {
        for (let httpStatus = 100 + caller; httpStatus < 600; httpStatus += 20) {
          const answer = await client.classifyStatus({ httpStatus });
          assert.equal(answer.httpStatus, httpStatus);
        }
      });
      await Promise.all(callers);
    } finally {
      await server.stop();
    }
  });
});
