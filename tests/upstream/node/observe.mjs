// observe.mjs OUTDIR: asks each library about every code, and writes what it answered.
import { create, createFileRegistry } from "@bufbuild/protobuf";
import { EmptySchema, FileDescriptorProtoSchema, file_google_protobuf_empty } from "@bufbuild/protobuf/wkt";
import { ConnectError, createClient } from "@connectrpc/connect";
import { connectNodeAdapter, createConnectTransport } from "@connectrpc/connect-node";
import grpc from "@grpc/grpc-js";
import improbable from "@improbable-eng/grpc-web";
import grpcWeb from "grpc-web";
import XMLHttpRequest from "xhr2";
import { readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import { createRequire } from "node:module";
import { join } from "node:path";

const DATE = "2026-11-22";
const out = process.argv[2];
const require = createRequire(import.meta.url);
const modules = join(process.cwd(), "node_modules");
const index = [];
const dumps = new Map();

const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const statuses = range(200, 599); // A server cannot end with less.
const codes = range(0, 17);

// Asks for the whole domain of one direction, one code after the other.
async function observe(convention, direction, library, how, domain, ask) {
  const { version } = JSON.parse(readFileSync(join(modules, library, "package.json")));
  const rows = dumps.get(convention) ?? ["direction,from,to"];
  for (const from of domain) {
    const to = await ask(from);
    if (!Number.isInteger(to)) throw new Error(`${convention}: ${from} gave ${to}`);
    rows.push(`${direction},${from},${to}`);
  }
  dumps.set(convention, rows);
  index.push(`${convention},${direction},${library},${version},${DATE},${how}`);
}

// Runs the task with the address of a server that is there as long as the task runs.
async function serving(server, task) {
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const sessions = new Set();
  server.on("session", (session) => sessions.add(session));
  try {
    await task(`127.0.0.1:${server.address().port}`);
  } finally {
    for (const session of sessions) session.destroy();
    server.closeAllConnections?.();
    server.close();
  }
}

// Servers that answer with the bare status that the path begins with: no body, no grpc-status.
const wanted = (path) => Number(path.split("/")[1]);
const bareHttp1 = () => http.createServer((request, response) => response.writeHead(wanted(request.url)).end());
const bareHttp2 = () =>
  http2.createServer().on("stream", (stream, headers) => {
    const bare = { ":status": wanted(headers[":path"]), "content-type": "text/html" };
    stream.respond(bare, { endStream: true });
  });

async function grpcJs() {
  await serving(bareHttp2(), async (address) => {
    const client = new grpc.Client(address, grpc.credentials.createInsecure(), { "grpc.enable_http_proxy": 0 });
    const bytes = (message) => message;
    const ask = (status) =>
      new Promise((answer) =>
        client.makeUnaryRequest(`/${status}/call`, bytes, bytes, Buffer.alloc(0), (error) => answer(error?.code ?? 0)),
      );
    const how = "client against a loopback HTTP/2 server";
    await observe("grpc-js", "http_to_grpc", "@grpc/grpc-js", how, statuses, ask);
    client.close();
  });
}

// A service with one method, as a generated file would describe it.
function connectService() {
  const method = { name: "Call", inputType: ".google.protobuf.Empty", outputType: ".google.protobuf.Empty" };
  const file = create(FileDescriptorProtoSchema, {
    name: "observe.proto",
    syntax: "proto3",
    dependency: ["google/protobuf/empty.proto"],
    service: [{ name: "Observe", method: [method] }],
  });
  return createFileRegistry(file, () => file_google_protobuf_empty).getService("Observe");
}

async function connectEs() {
  const service = connectService();
  const clientHow = "client against a loopback HTTP server";
  await serving(bareHttp1(), (address) =>
    observe("connect-es", "http_to_grpc", "@connectrpc/connect", clientHow, statuses, (status) => {
      const transport = createConnectTransport({ baseUrl: `http://${address}/${status}`, httpVersion: "1.1" });
      return createClient(service, transport).call({}).then(() => 0, (error) => error.code);
    }),
  );

  const call = (_, context) => {
    const code = Number(context.requestHeader.get("code"));
    if (code !== 0) throw new ConnectError("", code);
    return create(EmptySchema);
  };
  const server = http.createServer(connectNodeAdapter({ routes: (router) => router.service(service, { call }) }));
  const serverHow = "loopback HTTP server whose handler fails with the code";
  await serving(server, (address) =>
    observe("connect-es", "grpc_to_http", "@connectrpc/connect", serverHow, codes, async (code) => {
      const headers = { "content-type": "application/json", code };
      return (await fetch(`http://${address}/Observe/Call`, { method: "POST", headers, body: "{}" })).status;
    }),
  );
}

async function gaxNodejs() {
  // The package does not export the file.
  const { rpcCodeFromHttpStatusCode } = require(join(modules, "google-gax/build/src/status.js"));
  const how = "function rpcCodeFromHttpStatusCode";
  await observe("gax-nodejs", "http_to_grpc", "google-gax", how, range(100, 599), rpcCodeFromHttpStatusCode);
}

// Redirections: xhr2 follows them, so the client never sees them.
const followed = new Set([301, 302, 303, 307, 308]);
const seen = statuses.filter((status) => !followed.has(status));

async function grpcWebJs() {
  globalThis.XMLHttpRequest = XMLHttpRequest;
  const client = new grpcWeb.GrpcWebClientBase({ format: "binary" });
  const how = "client with xhr2 against a loopback HTTP server";
  const empty = () => new Uint8Array();
  const method = new grpcWeb.MethodDescriptor("", grpcWeb.MethodType.UNARY, Object, Object, empty, Object);
  await serving(bareHttp1(), (address) =>
    observe("grpc-web-js", "http_to_grpc", "grpc-web", how, seen, (status) =>
      new Promise((answer) => {
        const url = `http://${address}/${status}/call`;
        client.rpcCall(url, {}, {}, method, (error) => answer(error?.code ?? 0));
      }),
    ),
  );
}

async function grpcWebImprobable() {
  globalThis.self = globalThis; // As in a browser.
  const method = {
    methodName: "Call",
    service: { serviceName: "Observe" },
    requestType: Object,
    responseType: Object,
    requestStream: false,
    responseStream: false,
  };
  const request = { serializeBinary: () => new Uint8Array() };
  const how = "client with fetch against a loopback HTTP server";
  await serving(bareHttp1(), (address) =>
    observe("grpc-web-improbable", "http_to_grpc", "@improbable-eng/grpc-web", how, statuses, (status) =>
      new Promise((answer) => {
        const onEnd = (reply) => answer(reply.status);
        improbable.grpc.unary(method, { host: `http://${address}/${status}`, request, onEnd });
      }),
    ),
  );
}

for (const each of [grpcJs, connectEs, gaxNodejs, grpcWebJs, grpcWebImprobable]) await each();
for (const [convention, rows] of dumps) writeFileSync(join(out, `${convention}.csv`), rows.join("\n") + "\n");
const header = "convention,direction,library,version,date,how";
writeFileSync(join(out, "index-node.csv"), [header, ...index.sort()].join("\n") + "\n");
process.exit(); // Some of the clients keep their connections.
