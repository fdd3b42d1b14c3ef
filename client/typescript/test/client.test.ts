// What the client itself does, against the real server where that has an answer.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Channel, credentials, Metadata, ServerCredentials } from "@grpc/grpc-js";
import { Client, Code, Direction, Origin, StatusClass, StatusmapError } from "@statusmap/client";
import { Any, BadRequest, ErrorInfo, RetryInfo } from "nice-grpc-error-details";
import { Status } from "nice-grpc-error-details/lib/proto/google/rpc/status.js";
import { type Handler, serving } from "./fake.js";
import { Server } from "./server.js";

let server: Server;
before(async () => {
  server = await Server.start();
});
after(() => server.stop());

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("lists", () => {
  it("reads statuses over all pages", async () => {
    using client = new Client(server.address);
    const byTwo = await collect(client.listStatuses({ pageSize: 2, statusClass: StatusClass.INFORMATIONAL }));
    const atOnce = await client.listStatusesPage({ statusClass: StatusClass.INFORMATIONAL });
    assert(byTwo.length > 2);
    assert.deepEqual(byTwo, atOnce.statuses);
    assert.equal((await collect(client.listStatuses({ origin: Origin.VENDOR }))).length, 42);
  });

  it("reads conventions over all pages", async () => {
    using client = new Client(server.address);
    const { totalSize } = await client.listConventionsPage({ pageSize: 1 });
    const all = await collect(client.listConventions({ pageSize: 20 }));
    assert.equal(all.length, totalSize);
    const back = await collect(client.listConventions({ direction: Direction.GRPC_TO_HTTP }));
    assert(back.length > 0 && back.length < all.length);
    assert(back.every((convention) => convention.directions.includes(Direction.GRPC_TO_HTTP)));
  });

  it("asks no further than the caller reads", async () => {
    class Counting extends Client {
      pages = 0;
      override listStatusesPage(...call: Parameters<Client["listStatusesPage"]>) {
        this.pages += 1;
        return super.listStatusesPage(...call);
      }
    }
    using client = new Counting(server.address);
    for await (const status of client.listStatuses({ pageSize: 2 })) if (status.httpStatus === 102) break;
    assert.equal(client.pages, 2);
  });
});

describe("a channel of the caller's", () => {
  it("is used, and stays open", async () => {
    const channel = new Channel(server.address, credentials.createInsecure(), {});
    const client = new Client(channel);
    await client.lookupStatus({ httpStatus: 404 });
    client.close();
    await new Client(channel).lookupStatus({ httpStatus: 404 });
    channel.close();
  });
});

describe("a closed client", () => {
  it("rejects", async () => {
    const client = new Client(server.address);
    await client.lookupStatus({ httpStatus: 404 });
    client.close();
    await assert.rejects(client.lookupStatus({ httpStatus: 404 }), /shut down/);
  });
});

describe("credentials", () => {
  it("are those of grpc-js", async () => {
    const folder = mkdtempSync(join(tmpdir(), "statusmap-tls-"));
    try {
      const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
      const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
      const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "1"];
      execFileSync("openssl", ["req", ...kind, ...subject, "-keyout", key, "-out", certificate], { stdio: "pipe" });
      const [privateKey, chain] = [readFileSync(key), readFileSync(certificate)];
      const answer: Handler = () => ({ status: { httpStatus: 404 } });
      await serving(
        answer,
        async (port) => {
          using trusting = new Client(`127.0.0.1:${port}`, {
            credentials: credentials.createSsl(chain),
            channelOptions: { "grpc.ssl_target_name_override": "localhost" },
          });
          assert.equal((await trusting.lookupStatus({ httpStatus: 404 })).status?.httpStatus, 404);
          using plain = new Client(`127.0.0.1:${port}`);
          await assert.rejects(plain.lookupStatus({ httpStatus: 404 }), { code: Code.UNAVAILABLE });
        },
        ServerCredentials.createSsl(null, [{ private_key: privateKey, cert_chain: chain }]),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("a request", () => {
  it("carries the caller's metadata", () =>
    serving(
      (_, call) => ({ code: Code.ABORTED, details: String(call.metadata.get("x-trace")) }),
      async (port) => {
        using client = new Client(`127.0.0.1:${port}`);
        const metadata = new Metadata();
        metadata.set("x-trace", "abc");
        await assert.rejects(client.lookupStatus({ httpStatus: 404 }, { metadata }), { message: "ABORTED: abc" });
      },
    ));

  it("that is not one is a TypeError, and none is sent", async () => {
    using client = new Client(server.address);
    await assert.rejects(client.lookupStatus({ httpStatus: 404.5 }), TypeError);
  });
});

describe("an error", () => {
  const failing = (details: Buffer): Handler => {
    const metadata = new Metadata();
    metadata.set("grpc-status-details-bin", details);
    return () => ({ code: Code.RESOURCE_EXHAUSTED, details: "slow down", metadata });
  };
  const packed = (name: string, value: { finish(): Uint8Array }) =>
    Any.fromPartial({ typeUrl: `type.googleapis.com/google.rpc.${name}`, value: value.finish() });
  async function errorOf(details: Uint8Array): Promise<StatusmapError> {
    let caught: unknown;
    await serving(failing(Buffer.from(details)), async (port) => {
      using client = new Client(`127.0.0.1:${port}`);
      await client.lookupStatus({ httpStatus: 404 }).catch((error: unknown) => {
        caught = error;
      });
    });
    assert(caught instanceof StatusmapError);
    return caught;
  }

  it("carries all that the service says", async () => {
    const info = { reason: "TOO_MANY_CALLS", domain: "statusmap.v1", metadata: { limit: "7" } };
    const violation = { field: "http_status", description: "too many" };
    const details = [
      packed("ErrorInfo", ErrorInfo.encode(ErrorInfo.fromPartial(info))),
      packed("BadRequest", BadRequest.encode(BadRequest.fromPartial({ fieldViolations: [violation] }))),
      packed("RetryInfo", RetryInfo.encode(RetryInfo.fromPartial({ retryDelay: { seconds: 1, nanos: 5e8 } }))),
      Any.fromPartial({ typeUrl: "type.googleapis.com/google.rpc.Unheard", value: Buffer.from("x") }),
    ];
    const error = await errorOf(Status.encode(Status.fromPartial({ code: 8, details })).finish());
    assert.equal(error.name, "StatusmapError");
    assert.equal(error.message, "RESOURCE_EXHAUSTED: slow down");
    assert.equal(error.code, Code.RESOURCE_EXHAUSTED);
    assert.equal(error.reason, "TOO_MANY_CALLS");
    assert.equal(error.domain, "statusmap.v1");
    assert.deepEqual(error.metadata, { limit: "7" });
    assert.deepEqual(error.fieldViolations, [violation]);
    assert.equal(error.retryDelayMs, 1500);
  });

  it("stands also where its details do not parse", async () => {
    const error = await errorOf(Buffer.from([0x1a, 0xff, 0xff]));
    assert.equal(error.code, Code.RESOURCE_EXHAUSTED);
    assert.equal(error.reason, "");
    assert.deepEqual(error.fieldViolations, []);
  });
});
