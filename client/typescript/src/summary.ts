import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Client as Stub } from "@grpc/grpc-js";
import { onAbort } from "./abort.js";
import type { CallOptions } from "./call.js";
import { asIs, encode, prepare } from "./call.js";
import { abortedError, callError, cutShortError } from "./errors.js";
import type { SummarizeStatusesResponse } from "./gen/statusmap/v1/status_map_pb.js";
import { StatusMapService } from "./gen/statusmap/v1/status_map_pb.js";
import type { Requests } from "./statuses.js";

const method = StatusMapService.method.summarizeStatuses;

/** The answer to all requests, of which one at a time is made and sent. */
export async function summarize(
  stub: Stub,
  requests: Requests<MessageInitShape<typeof method.input>>,
  options: CallOptions,
): Promise<SummarizeStatusesResponse> {
  const { path, decode, metadata, deadline, signal } = prepare(method, options);
  try {
    return await new Promise((resolve, reject) => {
      let [closed, over] = [false, false];
      let written: () => void = () => undefined;
      const call = stub.makeClientStreamRequest(path, asIs, decode, metadata, { deadline }, (error, response) => {
        over = true;
        forget?.();
        if (error) reject(signal?.aborted ? abortedError(signal) : callError(error));
        else if (response && closed) resolve(response);
        else reject(cutShortError());
        // What is being written then is never told to be.
        written();
      });
      const forget =
        signal &&
        onAbort(signal, () => {
          call.cancel();
        });

      async function sendAll(): Promise<void> {
        for (;;) {
          const request = await requests.next();
          if (over) return;
          if (!request) break;
          const bytes = encode(method.input, request);
          await new Promise<void>((resolve) => {
            written = resolve;
            call.write(bytes, () => {
              resolve();
            });
          });
        }
        closed = true;
        call.end();
      }

      sendAll().catch((error: unknown) => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- What the source threw.
        reject(error);
        call.cancel();
      });
    });
  } finally {
    requests.return();
  }
}
