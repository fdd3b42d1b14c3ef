import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import {
  Application,
  type CallOptions,
  Client,
  Code,
  DelayOrigin,
  Direction,
  HttpAdvisor,
  RetryVerdict,
  Role,
  StatusmapError,
} from "@statusmap/client";
import { Server } from "./server.js";

/** Counts what goes to the service. */
class CountingClient extends Client {
  calls: string[] = [];
  override mapHttpStatus(...call: Parameters<Client["mapHttpStatus"]>) {
    this.calls.push("map");
    return super.mapHttpStatus(...call);
  }
  override adviseRetry(...call: Parameters<Client["adviseRetry"]>) {
    this.calls.push("retry");
    return super.adviseRetry(...call);
  }
  count(): number {
    const count = this.calls.length;
    this.calls = [];
    return count;
  }
}

const response = (status: number, retryAfter?: string) =>
  new Response(null, { status, headers: retryAfter === undefined ? {} : { "Retry-After": retryAfter } });
const get = { method: "GET" };
const post = { method: "POST" };
const date = "Fri, 31 Dec 1999 23:59:59 GMT";

let server: Server;
let client: CountingClient;
before(async () => {
  server = await Server.start();
  client = new CountingClient(server.address);
});
after(async () => {
  client.close();
  await server.stop();
});

describe("advice", () => {
  it("is of a response that fetch got", async () => {
    const origin = createServer((_, answer) => answer.writeHead(503, { "Retry-After": "7" }).end()).listen(
      0,
      "127.0.0.1",
    );
    try {
      await new Promise((listening) => origin.once("listening", listening));
      const request = new Request(`http://127.0.0.1:${(origin.address() as AddressInfo).port}/`);
      const advice = await new HttpAdvisor(client).advise(await fetch(request), request);
      assert.equal(advice.code, Code.UNAVAILABLE);
      assert.equal(advice.fallback, false);
      assert.equal(advice.error, undefined);
      assert.equal(advice.mapping?.convention, "google-apis");
      assert.equal(advice.retry?.verdict, RetryVerdict.RETRY);
      assert.equal(advice.retry.delay?.minimum?.seconds, 7n);
    } finally {
      origin.closeAllConnections();
      origin.close();
    }
  });

  it("depends on the convention", async () => {
    const code = async (convention: string) =>
      (await new HttpAdvisor(client, { convention }).advise(response(429))).code;
    assert.equal(await code("google-apis"), Code.RESOURCE_EXHAUSTED);
    assert.equal(await code("envoy"), Code.UNAVAILABLE);
  });

  it("depends on the request", async () => {
    const advisor = new HttpAdvisor(client);
    const verdict = async (...question: Parameters<HttpAdvisor["advise"]>) =>
      (await advisor.advise(...question)).retry?.verdict;
    const key = new Headers({ "Idempotency-Key": "a" });
    assert.equal(await verdict(response(504), get), RetryVerdict.RETRY);
    assert.equal(await verdict(response(504), post), RetryVerdict.DO_NOT_RETRY);
    assert.equal(await verdict(response(504)), RetryVerdict.DO_NOT_RETRY);
    assert.equal(await verdict(response(504), { ...post, headers: key }), RetryVerdict.RETRY);
    const first = await advisor.advise(response(500), get, { attempt: 1 });
    const fourth = await advisor.advise(response(500), get, { attempt: 4, role: Role.PROXY });
    assert.deepEqual(
      [first, fourth].map((advice) => [advice.retry?.delay?.origin, advice.retry?.delay?.maximum?.nanos]),
      [
        [DelayOrigin.BACKOFF, 100_000_000],
        [DelayOrigin.BACKOFF, 800_000_000],
      ],
    );
    assert.equal(first.retry?.applied, Application.UNKNOWN);
  });

  it("counts a date from the time of receipt", async () => {
    const receivedAt = new Date(Date.parse(date) - 90_000);
    const { retry } = await new HttpAdvisor(client).advise(response(503, date), get, { receivedAt });
    assert.equal(retry?.delay?.minimum?.seconds, 90n);
    const past = await new HttpAdvisor(client).advise(response(503, date), get);
    assert.equal(past.retry?.delay?.minimum?.seconds, 0n);
  });
});

describe("the cache", () => {
  it("answers what was asked before, and each time with a copy", async () => {
    const advisor = new HttpAdvisor(client);
    client.count();
    const first = await advisor.advise(response(503, "7"), get);
    assert.equal(client.count(), 2);
    const expected = structuredClone(first.retry?.reason);
    assert(first.retry && first.mapping);
    first.retry.reason = "changed";
    first.mapping.rule = "changed";
    const second = await advisor.advise(response(503, "7"), get);
    assert.equal(client.count(), 0);
    assert.equal(second.retry?.reason, expected);
    assert.notEqual(second.mapping?.rule, "changed");
  });

  it("asks again for every other question", async () => {
    const advisor = new HttpAdvisor(client);
    const questions: Parameters<HttpAdvisor["advise"]>[] = [
      [response(503), get],
      [response(503, "7"), get],
      [response(503, "8"), get],
      [response(503), post],
      [response(503), { ...get, headers: new Headers({ "Idempotency-Key": "a" }) }],
      [response(503), get, { attempt: 2 }],
      [response(503), get, { role: Role.PROXY }],
    ];
    client.count();
    for (const question of questions) await advisor.advise(...question);
    assert.equal(client.count(), questions.length + 1);
    for (const question of questions) await advisor.advise(...question);
    assert.equal(client.count(), 0);
  });

  it("keeps no delay up to a date", async () => {
    const advisor = new HttpAdvisor(client);
    await advisor.advise(response(503, date), get);
    client.count();
    await advisor.advise(response(503, date), get);
    assert.deepEqual(client.calls, ["retry"]);
  });

  it("is bounded, and may be off", async () => {
    const small = new HttpAdvisor(client, { cacheEntries: 1 });
    for (const status of [404, 405, 404]) await small.advise(response(status), get);
    client.count();
    await small.advise(response(404), get);
    assert.equal(client.count(), 0);
    await small.advise(response(405), get);
    assert.equal(client.count(), 2);
    const off = new HttpAdvisor(client, { cacheEntries: 0 });
    await off.advise(response(404), get);
    await off.advise(response(404), get);
    assert.equal(client.count(), 4);
  });

  it("forgets with time", async () => {
    const advisor = new HttpAdvisor(client, { cacheAgeMs: 1 });
    await advisor.advise(response(404), get);
    await new Promise((resolve) => setTimeout(resolve, 5));
    client.count();
    await advisor.advise(response(404), get);
    assert.equal(client.count(), 2);
  });
});

describe("the fallback", () => {
  it("is said where the service is away, in bounded time", async () => {
    using away = new Client("127.0.0.1:1");
    const advisor = new HttpAdvisor(away, { timeoutMs: 300 });
    const begin = performance.now();
    for (const [status, code] of [
      [200, Code.OK],
      [299, Code.OK],
      [304, Code.UNKNOWN],
      [503, Code.UNKNOWN],
    ] as const) {
      const advice = await advisor.advise(response(status), get);
      assert.equal(advice.code, code);
      assert.equal(advice.fallback, true);
      assert.equal(advice.mapping, undefined);
      assert.equal(advice.retry, undefined);
      assert(advice.error?.code === Code.UNAVAILABLE || advice.error?.code === Code.DEADLINE_EXCEEDED);
    }
    assert(performance.now() - begin < 4 * 300 + 1000);
  });

  it("is not kept: the service is asked again", async () => {
    class Flaky extends CountingClient {
      away = true;
      override async mapHttpStatus(...call: Parameters<Client["mapHttpStatus"]>) {
        if (!this.away) return super.mapHttpStatus(...call);
        using nowhere = new Client("127.0.0.1:1");
        return await nowhere.mapHttpStatus(call[0], { timeoutMs: 100 } satisfies CallOptions);
      }
    }
    using flaky = new Flaky(server.address);
    const advisor = new HttpAdvisor(flaky);
    const first = await advisor.advise(response(404), get);
    assert.deepEqual([first.code, first.fallback, first.retry?.httpStatus], [Code.UNKNOWN, true, 404]);
    flaky.away = false;
    const second = await advisor.advise(response(404), get);
    assert.deepEqual([second.code, second.fallback, second.error], [Code.NOT_FOUND, false, undefined]);
  });

  it("is said where the convention has no answer, with its rule", async () => {
    using any = new Client(server.address);
    let without: string | undefined;
    for await (const convention of any.listConventions({ direction: Direction.HTTP_TO_GRPC })) {
      const mapping = await any.mapHttpStatus({ httpStatus: 200, convention: convention.id });
      if (mapping.grpcCode === undefined) without = convention.id;
    }
    assert(without, "no convention without an answer for 200");
    const advice = await new HttpAdvisor(any, { convention: without }).advise(response(200), get);
    assert.deepEqual([advice.code, advice.fallback, advice.error], [Code.OK, true, undefined]);
    assert.match(advice.mapping?.rule ?? "", /^none/);
  });

  it("is said for a status outside HTTP and a Retry-After that is none", async () => {
    const advisor = new HttpAdvisor(client);
    const outside = await advisor.advise({ status: 0, headers: new Headers() }, get);
    assert.deepEqual([outside.code, outside.fallback], [Code.UNKNOWN, true]);
    assert.equal(outside.error?.reason, "HTTP_STATUS_OUT_OF_RANGE");
    const odd = await advisor.advise(response(503, "soon"), get);
    assert.deepEqual([odd.code, odd.fallback, odd.retry], [Code.UNAVAILABLE, false, undefined]);
    assert.equal(odd.error?.reason, "RETRY_AFTER_INVALID");
  });
});

describe("the caller's own mistakes", () => {
  const reason = (expected: string) => (error: unknown) => error instanceof StatusmapError && error.reason === expected;

  it("reject: a convention or a method that is none", async () => {
    const advisor = new HttpAdvisor(client, { convention: "envoi" });
    await assert.rejects(advisor.advise(response(404), get), reason("CONVENTION_UNKNOWN"));
    const odd = new HttpAdvisor(client).advise(response(404), { method: "G E T" });
    await assert.rejects(odd, reason("METHOD_INVALID"));
  });

  it("reject: an abort", async () => {
    const advisor = new HttpAdvisor(client);
    const signal = AbortSignal.abort();
    await assert.rejects(advisor.advise(response(404), get, { signal }), { code: Code.CANCELLED });
  });
});
