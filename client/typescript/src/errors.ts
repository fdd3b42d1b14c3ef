import type { ServiceError } from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import { BadRequest, ErrorInfo, RetryInfo } from "nice-grpc-error-details";
// google.rpc.Status itself is not among the names that the package exports.
import { Status } from "nice-grpc-error-details/lib/proto/google/rpc/status.js";

/** One field of a request that the service refused (google.rpc.BadRequest). */
export interface FieldViolation {
  /** Its name in the contract, for instance `http_status`. */
  readonly field: string;
  /** What is wrong with it, for people. */
  readonly description: string;
}

/** What an error of the service says to a program. What the service did not send is empty. */
export interface ErrorDetails {
  /** One of the reasons of the contract, for instance `CONVENTION_UNKNOWN`. Match on it, never on the message. */
  readonly reason: string;
  /** `statusmap.v1` if the service itself refused; another one if a proxy or a mesh did. */
  readonly domain: string;
  /** More about the reason, for instance `nearest` with the ids close to a misspelled convention. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The fields at fault. Empty if the error is not about a field. */
  readonly fieldViolations: readonly FieldViolation[];
  /** How many milliseconds to wait before the next attempt, if the service says so. */
  readonly retryDelayMs: number | undefined;
}

/**
 * The one error with which the calls of this package fail.
 *
 * - `UNAVAILABLE`: no address could be reached, after the retries of the service config (four attempts in all)
 * - `DEADLINE_EXCEEDED`: the time for the call passed
 * - `CANCELLED`: its `AbortSignal` was aborted, and `cause` is the signal's reason
 * - any other: what the service said; {@link reason} and, where there is one, the field at fault tell more
 */
export class StatusmapError extends Error implements ErrorDetails {
  override readonly name = "StatusmapError";
  /** The gRPC code. */
  readonly code: status;
  readonly reason: string;
  readonly domain: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly fieldViolations: readonly FieldViolation[];
  readonly retryDelayMs: number | undefined;
  /** For a stream: how many of its statuses were answered before, from the first on. Else undefined. */
  readonly answered: bigint | undefined;

  constructor(code: status, text: string, details: ErrorDetails, cause: unknown, answered?: bigint) {
    super(`${nameOf(code)}: ${text}`, { cause });
    this.code = code;
    this.reason = details.reason;
    this.domain = details.domain;
    this.metadata = details.metadata;
    this.fieldViolations = details.fieldViolations;
    this.retryDelayMs = details.retryDelayMs;
    this.answered = answered;
  }
}

// A peer may send a code that gRPC does not define.
function nameOf(code: status): string {
  return code in status ? status[code] : String(code);
}

const noDetails: ErrorDetails = {
  reason: "",
  domain: "",
  metadata: {},
  fieldViolations: [],
  retryDelayMs: undefined,
};

/** The error of a call that was aborted. */
export function abortedError(signal: AbortSignal, answered?: bigint): StatusmapError {
  return new StatusmapError(status.CANCELLED, "the call was aborted", noDetails, signal.reason, answered);
}

/** The error of a call that gRPC ended with `error`. */
export function callError(error: ServiceError, answered?: bigint): StatusmapError {
  return new StatusmapError(error.code, error.details, decodeDetails(error), error, answered);
}

/** The error of a stream that ended without an error, but before all was asked and answered. */
export function cutShortError(answered?: bigint): StatusmapError {
  return new StatusmapError(status.INTERNAL, "the service ended the stream too early", noDetails, undefined, answered);
}

function decodeDetails(error: ServiceError): ErrorDetails {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  if (!(bytes instanceof Uint8Array)) return noDetails;
  try {
    return Status.decode(bytes).details.reduce(addDetail, noDetails);
  } catch {
    // Bytes of someone between us and the service. Code and message still stand.
    return noDetails;
  }
}

function addDetail(found: ErrorDetails, { typeUrl, value }: { typeUrl: string; value: Uint8Array }): ErrorDetails {
  switch (typeUrl.slice(typeUrl.lastIndexOf("/") + 1)) {
    case "google.rpc.ErrorInfo": {
      const { reason, domain, metadata } = ErrorInfo.decode(value);
      return { ...found, reason, domain, metadata };
    }
    case "google.rpc.BadRequest": {
      const violations = BadRequest.decode(value).fieldViolations;
      return { ...found, fieldViolations: violations.map(({ field, description }) => ({ field, description })) };
    }
    case "google.rpc.RetryInfo": {
      const delay = RetryInfo.decode(value).retryDelay;
      return delay ? { ...found, retryDelayMs: delay.seconds * 1e3 + delay.nanos / 1e6 } : found;
    }
    default:
      return found;
  }
}
