// fetch.mjs SERVER URL: gets the URL as often as statusmap advises, and says what it made of every response.
//
//   node examples/fetch.mjs 127.0.0.1:50051 http://127.0.0.1:8080/orders
import { setTimeout as sleep } from "node:timers/promises";
import { Client, Code, HttpAdvisor, RetryVerdict } from "@statusmap/client";

const MOST_ATTEMPTS = 5;
const [server, url] = process.argv.slice(2);
if (server === undefined || url === undefined) {
  console.error("usage: fetch.mjs SERVER URL");
  process.exit(2);
}

// A time between the two ends of the delay, in milliseconds.
const milliseconds = ({ seconds, nanos }) => Number(seconds) * 1e3 + nanos / 1e6;
const pick = ({ minimum, maximum }) =>
  milliseconds(minimum) + Math.random() * (milliseconds(maximum) - milliseconds(minimum));

const client = new Client(server);
const advisor = new HttpAdvisor(client);
for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
  const request = new Request(url);
  const response = await fetch(request);
  const { code, fallback, retry } = await advisor.advise(response, request, { attempt });
  console.log(`${response.status} is ${Code[code]}${fallback ? " (statusmap did not say)" : ""}`);
  if (response.ok || retry?.verdict !== RetryVerdict.RETRY) break;
  const wait = pick(retry.delay);
  console.log(`again in ${(wait / 1000).toFixed(1)} s: ${retry.reason}`);
  await sleep(wait);
}
client.close();
