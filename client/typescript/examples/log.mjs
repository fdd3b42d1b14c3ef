// log.mjs SERVER [CONVENTION [AGAINST]]: reads statuses from standard input, one a line, and counts the gRPC codes that
// they become; then says what would change under the convention AGAINST. Logs may be larger than memory.
//
//   awk '{ print $9 }' access.log | node examples/log.mjs 127.0.0.1:50051 google-apis envoy
import { createInterface } from "node:readline";
import { Client, Code, NO_ANSWER, NOT_HTTP_STATUS, StatusmapError } from "@statusmap/client";

const [server, convention, against] = process.argv.slice(2);
if (server === undefined) {
  console.error("usage: log.mjs SERVER [CONVENTION [AGAINST]]");
  process.exit(2);
}

const names = { [NO_ANSWER]: "no answer", [NOT_HTTP_STATUS]: "not an HTTP status" };
const nameOf = (code) => names[code] ?? Code[code];
const weights = new Map();
const codes = new Map();
const count = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);

// A line that is no number counts as 0, which is not an HTTP status.
async function* statuses() {
  for await (const line of createInterface({ input: process.stdin })) {
    const status = Number(line) | 0;
    count(weights, status);
    yield status;
  }
}

const client = new Client(server);
try {
  for await (const { grpcCodes } of client.streamMapHttpStatuses(statuses(), { convention })) {
    for (const code of grpcCodes) count(codes, code);
  }
  for (const [code, times] of codes) console.log(`${times} ${nameOf(code)}`);
  if (against !== undefined) {
    // Each status once, with the number of its lines.
    const { impact } = await client.summarizeStatuses(weights, { convention, against });
    for (const { count: changed, fromGrpcCode, toGrpcCode } of impact.changes) {
      console.log(`${changed} change from ${nameOf(fromGrpcCode ?? NO_ANSWER)} to ${nameOf(toGrpcCode ?? NO_ANSWER)}`);
    }
  }
} catch (error) {
  if (!(error instanceof StatusmapError)) throw error;
  console.error(`${error.message}; ${error.answered ?? 0} statuses were answered`);
  process.exitCode = 1;
} finally {
  client.close();
}
