import type { DescMessage, DescMethod, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Client as Stub } from "@grpc/grpc-js";
import { Metadata } from "@grpc/grpc-js";
import { onAbort } from "./abort.js";
import { abortedError, callError } from "./errors.js";

/** How one call is made. */
export interface CallOptions {
  /**
   * The time that the call may take in milliseconds, its retries included; then it ends with `DEADLINE_EXCEEDED`. Zero
   * or less has passed already; `Infinity` is none. Default: that of the client; for streams and summaries none.
   */
  readonly timeoutMs?: number | undefined;
  /** Ends the call with `CANCELLED` when it is aborted, also between the pages of a list. */
  readonly signal?: AbortSignal | undefined;
  /** Sent along, for instance for a proxy or a trace. */
  readonly metadata?: Metadata | undefined;
}

/** Makes one call of `method`. Rejects with a StatusmapError, or a TypeError for a request that cannot be encoded. */
export async function callUnary<I extends DescMessage, O extends DescMessage>(
  stub: Stub,
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  options: CallOptions,
): Promise<MessageShape<O>> {
  const bytes = encode(method.input, request);
  const { path, decode, metadata, deadline, signal } = prepare(method, options);
  return new Promise((resolve, reject) => {
    const call = stub.makeUnaryRequest(path, asIs, decode, bytes, metadata, { deadline }, (error, response) => {
      forget?.();
      if (error) reject(signal?.aborted ? abortedError(signal) : callError(error));
      else resolve(response as MessageShape<O>);
    });
    const forget =
      signal &&
      onAbort(signal, () => {
        call.cancel();
      });
  });
}

/** What grpc-js wants to know of any call. Throws where the call must not be made. */
export function prepare<O extends DescMessage>(
  method: DescMethod & { output: O },
  { timeoutMs = Infinity, signal, metadata = new Metadata() }: CallOptions,
) {
  if (Number.isNaN(timeoutMs)) throw new TypeError("timeoutMs is not a number");
  if (signal?.aborted) throw abortedError(signal);
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    decode: (message: Buffer) => fromBinary(method.output, message),
    metadata,
    deadline: Date.now() + timeoutMs,
    signal,
  };
}

/** Requests are encoded before they are given to grpc-js, which would not say what is wrong with them. */
export function encode<I extends DescMessage>(schema: I, request: MessageInitShape<I>): Buffer {
  try {
    return Buffer.from(toBinary(schema, create(schema, request)));
  } catch (cause) {
    throw new TypeError(`not a ${schema.typeName}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** So grpc-js has nothing to encode. */
export function asIs(message: Buffer): Buffer {
  return message;
}
