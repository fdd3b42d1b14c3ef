import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { clone } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { status as Code } from "@grpc/grpc-js";
import { Cache } from "./cache.js";
import type { Client } from "./client.js";
import { StatusmapError } from "./errors.js";
import type { AdviseRetryResponse, MapHttpStatusResponse } from "./gen/statusmap/v1/status_map_pb.js";
import { AdviseRetryResponseSchema, MapHttpStatusResponseSchema, Role } from "./gen/statusmap/v1/status_map_pb.js";

/** What is read of a response: that of `fetch` is one, and of other libraries any that has these two. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/** What is read of the request that got the response: a `Request` of `fetch` is one, and so is `{ method: "POST" }`. */
export interface HttpRequest {
  readonly method: string;
  /** Only asked for `Idempotency-Key`. */
  readonly headers?: { has(name: string): boolean } | undefined;
}

/** How an {@link HttpAdvisor} asks. */
export interface HttpAdvisorOptions {
  /** The id of the convention that maps to gRPC codes. Default: `google-apis`. */
  readonly convention?: string | undefined;
  /** The time in milliseconds that one advice may take. Default: that of the client. */
  readonly timeoutMs?: number | undefined;
  /** How many answers are kept. 0 keeps none. Default: 1000. */
  readonly cacheEntries?: number | undefined;
  /** How long an answer is kept in milliseconds: answers change only with the catalogue. Default: an hour. */
  readonly cacheAgeMs?: number | undefined;
}

/** More about one exchange. */
export interface AdviseOptions {
  /** When the response was received. Default: now. Only a `Retry-After` with a date needs it. */
  readonly receivedAt?: Date | undefined;
  /** Which attempt got the response: 1 is the first. Default: 1. */
  readonly attempt?: number | undefined;
  /** Who asks. Default: a client. */
  readonly role?: Role | undefined;
  /** Ends the question, which then rejects with `CANCELLED`. */
  readonly signal?: AbortSignal | undefined;
}

/** What a response means to a gRPC caller. */
export interface Advice {
  /** The gRPC status: the convention's, or the fallback. */
  readonly code: Code;
  /** True if `code` is no answer of the service but the fallback: `OK` for 200 to 299, else `UNKNOWN`. */
  readonly fallback: boolean;
  /** The rule behind `code`, and who disagrees. Undefined if the service did not answer. */
  readonly mapping: MapHttpStatusResponse | undefined;
  /** Whether to send the request again. Undefined if the service did not answer: then nothing is said about it. */
  readonly retry: AdviseRetryResponse | undefined;
  /** Why an answer is missing. */
  readonly error: StatusmapError | undefined;
}

// Errors of the response that was received. All others that the service refuses are errors of the caller's words.
const RESPONSE_AT_FAULT = new Set(["HTTP_STATUS_OUT_OF_RANGE", "RETRY_AFTER_INVALID"]);

/**
 * Answers what one otherwise writes by hand: which gRPC status is this HTTP response, and may the request be sent again?
 *
 * It does not fail because the service is away: the advice then is a fallback, says so, and comes within the time of the
 * options. It rejects only for what the caller can mend: a convention or method that the service refuses, or a signal
 * that was aborted.
 */
export class HttpAdvisor {
  readonly #client: Client;
  readonly #convention: string;
  readonly #timeoutMs: number | undefined;
  readonly #mappings: Cache<MapHttpStatusResponse>;
  readonly #retries: Cache<AdviseRetryResponse>;

  constructor(client: Client, options: HttpAdvisorOptions = {}) {
    const { cacheEntries = 1000, cacheAgeMs = 3_600_000 } = options;
    this.#client = client;
    this.#convention = options.convention ?? "google-apis";
    this.#timeoutMs = options.timeoutMs;
    this.#mappings = new Cache(cacheEntries, cacheAgeMs);
    this.#retries = new Cache(cacheEntries, cacheAgeMs);
  }

  /**
   * @param response Its status, its `Retry-After` and the time at which it came count; its body is not touched.
   * @param request The request that got it. Without one the method is not known, and counts as not idempotent.
   */
  async advise(response: HttpResponse, request?: HttpRequest, options: AdviseOptions = {}): Promise<Advice> {
    const receivedAt = options.receivedAt ?? new Date();
    const [mapping, retry] = await Promise.all([
      answerOrError(this.#map(response.status, options)),
      answerOrError(this.#adviseRetry(response, request, receivedAt, options)),
    ]);
    const known = mapping instanceof StatusmapError ? undefined : mapping;
    const code = known?.grpcCode as Code | undefined;
    return {
      code: code ?? (isSuccessful(response.status) ? Code.OK : Code.UNKNOWN),
      fallback: code === undefined,
      mapping: known,
      retry: retry instanceof StatusmapError ? undefined : retry,
      error: [mapping, retry].find((answer) => answer instanceof StatusmapError),
    };
  }

  #map(httpStatus: number, { signal }: AdviseOptions): Promise<MapHttpStatusResponse> {
    return remember(this.#mappings, MapHttpStatusResponseSchema, String(httpStatus), () =>
      this.#client.mapHttpStatus({ httpStatus, convention: this.#convention }, { timeoutMs: this.#timeoutMs, signal }),
    );
  }

  #adviseRetry(
    response: HttpResponse,
    request: HttpRequest | undefined,
    receivedAt: Date,
    { attempt = 1, role = Role.UNSPECIFIED, signal }: AdviseOptions,
  ): Promise<AdviseRetryResponse> {
    const question = {
      httpStatus: response.status,
      method: request?.method ?? "",
      retryAfter: response.headers.get("Retry-After")?.trim() ?? "",
      idempotencyKey: request?.headers?.has("Idempotency-Key") ?? false,
      attempt,
      role,
    };
    const ask = () =>
      this.#client.adviseRetry(
        { ...question, receivedAt: timestampFromDate(receivedAt) },
        { timeoutMs: this.#timeoutMs, signal },
      );
    // The delay up to a date is another one at every moment.
    if (!/^\d*$/.test(question.retryAfter)) return ask();
    return remember(this.#retries, AdviseRetryResponseSchema, JSON.stringify(question), ask);
  }
}

// Everyone gets a copy: one may change one's own answer.
async function remember<Desc extends DescMessage>(
  cache: Cache<MessageShape<Desc>>,
  schema: Desc,
  key: string,
  ask: () => Promise<MessageShape<Desc>>,
): Promise<MessageShape<Desc>> {
  const known = cache.get(key);
  if (known !== undefined) return clone(schema, known);
  const answer = await ask();
  cache.set(key, clone(schema, answer));
  return answer;
}

async function answerOrError<Answer>(asked: Promise<Answer>): Promise<Answer | StatusmapError> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof StatusmapError) || isCallersFault(error)) throw error;
    return error;
  }
}

function isCallersFault({ code, reason }: StatusmapError): boolean {
  if (code === Code.CANCELLED) return true;
  const refused = code === Code.INVALID_ARGUMENT || code === Code.FAILED_PRECONDITION;
  return refused && reason !== "" && !RESPONSE_AT_FAULT.has(reason);
}

function isSuccessful(httpStatus: number): boolean {
  return httpStatus >= 200 && httpStatus <= 299;
}
