import type { MessageInitShape } from "@bufbuild/protobuf";
import type * as v1 from "./gen/statusmap/v1/status_map_pb.js";
import type { Chunks } from "./source.js";

/** In `grpcCodes` of a batch or stream: the convention gives no answer for this status. */
export const NO_ANSWER = 126;

/** In `grpcCodes` of a batch or stream: this number is no HTTP status (100 to 599). */
export const NOT_HTTP_STATUS = 127;

/** A status, and how often it occurred: 0 or more, a number up to `Number.MAX_SAFE_INTEGER` or a bigint of an int64. */
export type WeightedStatus = readonly [status: number, weight: number | bigint];

/** Requests of a stream, one after the other; undefined is the end of them. */
export interface Requests<Request> {
  next(): Promise<Request | undefined>;
  return(): void;
}

interface Conventions {
  readonly convention?: string | undefined;
  readonly against?: string | undefined;
}

/** All statuses in one request. Throws a TypeError at the first that is no int32. */
export function batchRequest(
  statuses: Iterable<number>,
  { convention = "" }: Conventions,
): MessageInitShape<typeof v1.BatchMapHttpStatusesRequestSchema> {
  return { convention, httpStatuses: checked(Array.from(statuses), 0) };
}

/** A request for each chunk. Rejects with a TypeError at a status that is no int32. */
export function streamRequests(
  chunks: Chunks<number>,
  { convention = "" }: Conventions,
): Requests<MessageInitShape<typeof v1.StreamMapHttpStatusesRequestSchema>> {
  return requestsOf(chunks, (chunk, before) => ({
    ...(before === 0 && { convention }),
    httpStatuses: checked(chunk, before),
  }));
}

/** The same for a summary, of which there is always one request: without statuses too, its conventions are to be known. */
export function summaryRequests(
  chunks: Chunks<number | WeightedStatus>,
  { convention = "", against = "" }: Conventions,
): Requests<MessageInitShape<typeof v1.SummarizeStatusesRequestSchema>> {
  return requestsOf(chunks, (chunk, before) => ({
    ...(before === 0 && { convention, against }),
    httpStatuses: checked(
      chunk.map((item) => (typeof item === "object" ? item[0] : item)),
      before,
    ),
    // Without weights each counts once.
    weights: chunk.some((item) => typeof item === "object")
      ? chunk.map((item, index) => (typeof item === "object" ? weightOf(item[1], before + index) : 1n))
      : [],
  }));
}

// There is one request for no chunks: the convention is checked then too, and the answer names it.
function requestsOf<Item, Request>(
  chunks: Chunks<Item>,
  toRequest: (chunk: Item[], before: number) => Request,
): Requests<Request> {
  let before: number | undefined;
  return {
    next: async () => {
      const chunk = await chunks.next();
      if (chunk === undefined && before !== undefined) return undefined;
      const request = toRequest(chunk ?? [], before ?? 0);
      before = (before ?? 0) + (chunk?.length ?? 0);
      return request;
    },
    return: () => {
      chunks.return();
    },
  };
}

function checked(statuses: number[], before: number): number[] {
  const wrong = statuses.findIndex((status) => (status | 0) !== status);
  if (wrong >= 0) throw new TypeError(`status ${before + wrong} is ${String(statuses[wrong])}, not an int32`);
  return statuses;
}

function weightOf(weight: number | bigint, index: number): bigint {
  const valid = typeof weight === "bigint" ? BigInt.asIntN(64, weight) === weight : Number.isSafeInteger(weight);
  if (!valid) throw new TypeError(`the weight of status ${index} is ${String(weight)}, not an int64`);
  return BigInt(weight);
}
