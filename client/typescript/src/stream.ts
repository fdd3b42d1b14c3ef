import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ServiceError, Client as Stub } from "@grpc/grpc-js";
import { onAbort } from "./abort.js";
import type { CallOptions } from "./call.js";
import { asIs, encode, prepare } from "./call.js";
import { abortedError, callError, cutShortError } from "./errors.js";
import type { StreamMapHttpStatusesResponse } from "./gen/statusmap/v1/status_map_pb.js";
import { StatusMapService } from "./gen/statusmap/v1/status_map_pb.js";
import type { Requests } from "./statuses.js";

const method = StatusMapService.method.streamMapHttpStatuses;

// So many requests are under way at most: enough for an answer to be there when the next one is wanted. Those that have
// not been read are all that waits here, so a caller who does not read costs this much and no more.
const WINDOW = 8;

interface State {
  /** Requests whose answer was not read yet. */
  unanswered: number;
  /** The next request is being made. */
  reading: boolean;
  /** There are no more requests. */
  closed: boolean;
  /** There are no more answers, because of `failure` if that is set. */
  ended: boolean;
  failure?: ServiceError;
  /** What the source of the requests threw. */
  fault?: { cause: unknown };
  /** Wakes the one who waits for any of this. */
  changed: () => void;
}

/**
 * Each answer to each request, in order. The source of the requests is read as the answers are: no further than the
 * window ahead. Leaving the loop ends the call. Fails when all answers that came before the error were read.
 */
export async function* mapStream(
  stub: Stub,
  requests: Requests<MessageInitShape<typeof method.input>>,
  options: CallOptions,
): AsyncGenerator<StreamMapHttpStatusesResponse, void, undefined> {
  const { path, decode, metadata, deadline, signal } = prepare(method, options);
  const call = stub.makeBidiStreamRequest(path, asIs, decode, metadata, { deadline });
  const answers: StreamMapHttpStatusesResponse[] = [];
  const state: State = { unanswered: 0, reading: false, closed: false, ended: false, changed: () => undefined };

  call.on("data", (answer: StreamMapHttpStatusesResponse) => {
    answers.push(answer);
    state.changed();
  });
  call.on("error", (error) => {
    state.failure = error as ServiceError;
  });
  // After an error too: grpc-js ends the stream in both cases, when all answers that came before have been told.
  call.on("end", () => {
    state.ended = true;
    state.changed();
  });
  const forget =
    signal &&
    onAbort(signal, () => {
      call.cancel();
      state.changed();
    });

  async function sendNext(): Promise<void> {
    state.reading = true;
    try {
      const request = await requests.next();
      if (state.closed) return;
      if (request) {
        call.write(encode(method.input, request));
        state.unanswered += 1;
      } else {
        state.closed = true;
        call.end();
      }
    } catch (cause) {
      state.fault = { cause };
    }
    state.reading = false;
    state.changed();
  }

  let answered = 0n;
  try {
    for (;;) {
      if (signal?.aborted) throw abortedError(signal, answered);
      if (state.fault) throw state.fault.cause;
      if (!state.reading && !state.closed && !state.ended && state.unanswered < WINDOW) void sendNext();
      const answer = answers.shift();
      if (answer) {
        state.unanswered -= 1;
        ({ answered } = answer);
        yield answer;
      } else if (state.ended) {
        break;
      } else {
        await new Promise<void>((resolve) => {
          state.changed = resolve;
        });
      }
    }
    if (state.failure) throw callError(state.failure, answered);
    if (!state.closed || state.unanswered > 0) throw cutShortError(answered);
  } finally {
    state.closed = true;
    forget?.();
    call.cancel();
    requests.return();
  }
}
