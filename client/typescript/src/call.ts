import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Client as Stub } from "@grpc/grpc-js";
import { Metadata } from "@grpc/grpc-js";
import { onAbort } from "./abort.js";
import { abortedError, callError } from "./errors.js";

/** How one call is made. */
export interface CallOptions {
  /**
   * The time that the call may take in milliseconds, its retries included; then it ends with `DEADLINE_EXCEEDED`. Zero
   * or less has passed already; `Infinity` is none. Default: that of the client.
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
  { timeoutMs = Infinity, signal, metadata = new Metadata() }: CallOptions,
): Promise<MessageShape<O>> {
  if (Number.isNaN(timeoutMs)) throw new TypeError("timeoutMs is not a number");
  const bytes = encode(method.input, request);
  if (signal?.aborted) throw abortedError(signal);
  return new Promise((resolve, reject) => {
    const call = stub.makeUnaryRequest(
      `/${method.parent.typeName}/${method.name}`,
      (message: Buffer) => message,
      (message: Buffer) => fromBinary(method.output, message),
      bytes,
      metadata,
      { deadline: Date.now() + timeoutMs },
      (error, response) => {
        forget?.();
        if (error) reject(signal?.aborted ? abortedError(signal) : callError(error));
        else resolve(response as MessageShape<O>);
      },
    );
    const forget =
      signal &&
      onAbort(signal, () => {
        call.cancel();
      });
  });
}

function encode<I extends DescMessage>(schema: I, request: MessageInitShape<I>): Buffer {
  try {
    return Buffer.from(toBinary(schema, create(schema, request)));
  } catch (cause) {
    throw new TypeError(`not a ${schema.typeName}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
