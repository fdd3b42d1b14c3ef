import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Channel, ChannelCredentials, ChannelOptions } from "@grpc/grpc-js";
import { credentials, Client as Stub } from "@grpc/grpc-js";
import type { CallOptions } from "./call.js";
import { callUnary } from "./call.js";
import { serviceConfig } from "./gen/service_config.js";
import type * as v1 from "./gen/statusmap/v1/status_map_pb.js";
import { StatusMapService } from "./gen/statusmap/v1/status_map_pb.js";
import type { Source } from "./source.js";
import { chunksOf } from "./source.js";
import type { WeightedStatus } from "./statuses.js";
import { batchRequest, streamRequests, summaryRequests } from "./statuses.js";
import { mapStream } from "./stream.js";
import { summarize } from "./summary.js";

/** How a {@link Client} calls. The defaults suit a service in the same cluster. */
export interface ClientOptions {
  /** The time in milliseconds that a call may take unless it says otherwise. Default: 2000. */
  readonly timeoutMs?: number | undefined;
  /** Who the two ends are. Default: plaintext without authentication. Not used with a channel. */
  readonly credentials?: ChannelCredentials | undefined;
  /** More options for the channel; they go before those of the client. Not used with a channel. */
  readonly channelOptions?: ChannelOptions | undefined;
}

/** Which statuses {@link Client.listStatuses} reads. Both filters hold at once; the default is all of them. */
export interface StatusFilter {
  readonly statusClass?: v1.StatusClass;
  readonly origin?: v1.Origin;
  /** How many statuses one call brings at most. Default: 50, at most 200. */
  readonly pageSize?: number;
}

/** Which conventions {@link Client.listConventions} reads. Default: all of them. */
export interface ConventionFilter {
  /** Only those that map in this direction, and perhaps in the other too. */
  readonly direction?: v1.Direction;
  /** How many conventions one call brings at most. Default: 50, at most 200. */
  readonly pageSize?: number;
}

/** How {@link Client.batchMapHttpStatuses} maps. */
export interface MappingOptions extends CallOptions {
  /** The id of the convention. Default: `google-apis`. */
  readonly convention?: string | undefined;
}

/** How {@link Client.streamMapHttpStatuses} maps. */
export interface StreamOptions extends MappingOptions {
  /** How many statuses one request and its answer have at most. Default: 10,000. */
  readonly chunkSize?: number | undefined;
}

/** What {@link Client.summarizeStatuses} counts. */
export interface SummaryOptions extends StreamOptions {
  /** The id of a second convention: `impact` says what would change under it. Default: none. */
  readonly against?: string | undefined;
}

const method = StatusMapService.method;

/**
 * A client of the service. It holds no fact and checks no argument: the service does both, in one place. What it adds is a
 * deadline, retries and load balancing over all addresses of the target.
 *
 * Make one and keep it: it connects on the first call, and any number of calls may be under way at once. Every method
 * rejects with a {@link StatusmapError}; an error of the service has the code and reason named with the method.
 */
export class Client implements Disposable {
  readonly #stub: Stub;
  readonly #ownsChannel: boolean;
  readonly #timeoutMs: number;

  /**
   * @param target A gRPC target such as `localhost:50051` or `dns:///statusmap:50051`, whose addresses all take their
   *   turn. Or a channel of the caller's, which keeps its own retries and balancing and stays open after {@link close}.
   */
  constructor(target: string | Channel, options: ClientOptions = {}) {
    this.#timeoutMs = options.timeoutMs ?? 2000;
    this.#ownsChannel = typeof target === "string";
    if (typeof target === "string") {
      this.#stub = new Stub(target, options.credentials ?? credentials.createInsecure(), {
        "grpc.service_config": JSON.stringify(serviceConfig),
        // The defaults of 1 s and 30 s are longer than the retries last.
        "grpc.initial_reconnect_backoff_ms": 100,
        "grpc.dns_min_time_between_resolutions_ms": 1000,
        // An answer is about as long as its question, for which the server has a limit. The default here is 4 MiB.
        "grpc.max_receive_message_length": -1,
        ...options.channelOptions,
      });
    } else {
      this.#stub = new Stub("", credentials.createInsecure(), { channelOverride: target });
    }
  }

  /**
   * Closes the connections. Await the calls under way before: what becomes of them depends on the version of Node.js. A
   * later call rejects with an Error of grpc-js. A channel of the caller's is left alone.
   */
  close(): void {
    if (this.#ownsChannel) this.#stub.close();
  }

  /** {@link close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * What is this HTTP status? For 100 to 599: the vendor's text verbatim, the registry's entry, what de-facto users mean
   * by it, each with its source.
   *
   * Errors: `NOT_FOUND` with `HTTP_STATUS_UNKNOWN` where no source knows it (classifyStatus still has an answer);
   * `INVALID_ARGUMENT` with `FIELD_MISSING` or `HTTP_STATUS_OUT_OF_RANGE`.
   */
  lookupStatus(
    request: MessageInitShape<typeof v1.LookupStatusRequestSchema>,
    options?: CallOptions,
  ): Promise<v1.LookupStatusResponse> {
    return callUnary(this.#stub, method.lookupStatus, request, this.#with(options));
  }

  /**
   * All statuses that any source knows and that pass the filter, ascending. Asks for one page after the other, each with
   * its own deadline, and only as far as the caller reads.
   *
   * Errors: `INVALID_ARGUMENT` with `FILTER_UNKNOWN` or `PAGE_SIZE_NEGATIVE`.
   */
  listStatuses(filter: StatusFilter = {}, options?: CallOptions): AsyncGenerator<v1.Status, void, undefined> {
    return readPages(
      (pageToken) => this.listStatusesPage({ ...filter, pageToken }, options),
      (page) => page.statuses,
    );
  }

  /**
   * One page of {@link listStatuses}, for callers that keep `nextPageToken` themselves: the empty one asks for the first
   * page, and the last page has an empty one.
   *
   * Errors: those of the list, and `INVALID_ARGUMENT` with `PAGE_TOKEN_INVALID`.
   */
  listStatusesPage(
    request: MessageInitShape<typeof v1.ListStatusesRequestSchema> = {},
    options?: CallOptions,
  ): Promise<v1.ListStatusesResponse> {
    return callUnary(this.#stub, method.listStatuses, request, this.#with(options));
  }

  /**
   * Which HTTP status has this name? Takes names of any era and spelling, parts of them, constants of programs and
   * numbers. Nothing like the query is no error: there are no matches then.
   *
   * Errors: `INVALID_ARGUMENT` with `QUERY_EMPTY`, `QUERY_TOO_LONG` (200 bytes), `QUERY_CONTROL_CHARACTER` or
   * `MAX_RESULTS_NEGATIVE`.
   */
  searchStatuses(
    request: MessageInitShape<typeof v1.SearchStatusesRequestSchema>,
    options?: CallOptions,
  ): Promise<v1.SearchStatusesResponse> {
    return callUnary(this.#stub, method.searchStatuses, request, this.#with(options));
  }

  /**
   * What kind is this HTTP status? For 100 to 999, known or not: an unrecognised one is answered as x00 of its class, one
   * from 600 as a server error (RFC 9110 section 15).
   *
   * Errors: `INVALID_ARGUMENT` with `FIELD_MISSING` or `HTTP_STATUS_OUT_OF_RANGE`.
   */
  classifyStatus(
    request: MessageInitShape<typeof v1.ClassifyStatusRequestSchema>,
    options?: CallOptions,
  ): Promise<v1.ClassifyStatusResponse> {
    return callUnary(this.#stub, method.classifyStatus, request, this.#with(options));
  }

  /**
   * This request got this status: may it be sent again, when, and what would published policies of clients and proxies
   * do? For an HTTP status of 100 to 999 or a gRPC code of 0 and above. The answer is what the standards say.
   *
   * Errors: `INVALID_ARGUMENT` with `FIELD_MISSING`, `QUESTION_AMBIGUOUS`, `HTTP_STATUS_OUT_OF_RANGE`,
   * `GRPC_CODE_NEGATIVE`, `METHOD_INVALID`, `RETRY_AFTER_INVALID`, `RECEIVED_AT_MISSING`, `RECEIVED_AT_INVALID`,
   * `ATTEMPT_NEGATIVE` or `ROLE_UNKNOWN`.
   */
  adviseRetry(
    request: MessageInitShape<typeof v1.AdviseRetryRequestSchema>,
    options?: CallOptions,
  ): Promise<v1.AdviseRetryResponse> {
    return callUnary(this.#stub, method.adviseRetry, request, this.#with(options));
  }

  /**
   * Which gRPC code does this HTTP status (100 to 599) become under a convention, by default `google-apis`? `grpcCode` is
   * a number of {@link Code}, and undefined where the convention gives no answer.
   *
   * Errors: `INVALID_ARGUMENT` with `FIELD_MISSING`, `HTTP_STATUS_OUT_OF_RANGE` or `CONVENTION_UNKNOWN` (metadata
   * `nearest` has the closest ids); `FAILED_PRECONDITION` with `DIRECTION_NOT_COVERED`.
   */
  mapHttpStatus(
    request: MessageInitShape<typeof v1.MapHttpStatusRequestSchema>,
    options?: CallOptions,
  ): Promise<v1.MapHttpStatusResponse> {
    return callUnary(this.#stub, method.mapHttpStatus, request, this.#with(options));
  }

  /**
   * Which HTTP status does this gRPC code (0 and above, also a {@link Code}) become under a convention, by default
   * `google-apis`? `httpStatus` is undefined where the convention gives no answer.
   *
   * Errors: those of mapHttpStatus, with `GRPC_CODE_NEGATIVE` in place of the range.
   */
  mapGrpcCode(
    request: MessageInitShape<typeof v1.MapGrpcCodeRequestSchema>,
    options?: CallOptions,
  ): Promise<v1.MapGrpcCodeResponse> {
    return callUnary(this.#stub, method.mapGrpcCode, request, this.#with(options));
  }

  /**
   * Where do conventions disagree? All of them on one HTTP status (100 to 599) or one gRPC code (0 and above), or two of
   * them on every code.
   *
   * Errors: `INVALID_ARGUMENT` with `FIELD_MISSING`, `QUESTION_AMBIGUOUS`, `HTTP_STATUS_OUT_OF_RANGE`,
   * `GRPC_CODE_NEGATIVE` or `CONVENTION_UNKNOWN`.
   */
  compareConventions(
    request: MessageInitShape<typeof v1.CompareConventionsRequestSchema>,
    options?: CallOptions,
  ): Promise<v1.CompareConventionsResponse> {
    return callUnary(this.#stub, method.compareConventions, request, this.#with(options));
  }

  /**
   * The conventions that map in this direction (default: any), in the order of their ids, aliases included. Reads pages
   * as {@link listStatuses} does.
   *
   * Errors: `INVALID_ARGUMENT` with `FILTER_UNKNOWN` or `PAGE_SIZE_NEGATIVE`.
   */
  listConventions(
    filter: ConventionFilter = {},
    options?: CallOptions,
  ): AsyncGenerator<v1.Convention, void, undefined> {
    return readPages(
      (pageToken) => this.listConventionsPage({ ...filter, pageToken }, options),
      (page) => page.conventions,
    );
  }

  /** One page of {@link listConventions}, as {@link listStatusesPage} is one of listStatuses. */
  listConventionsPage(
    request: MessageInitShape<typeof v1.ListConventionsRequestSchema> = {},
    options?: CallOptions,
  ): Promise<v1.ListConventionsResponse> {
    return callUnary(this.#stub, method.listConventions, request, this.#with(options));
  }

  /**
   * Which gRPC codes do these HTTP statuses become under a convention? One request: `grpcCodes` has as many codes as there
   * were statuses, in their order. Any int32 is answered: a code is {@link NO_ANSWER} where the convention has none, and
   * {@link NOT_HTTP_STATUS} for a number outside 100 to 599. For more than some millions use the stream.
   *
   * Errors: `INVALID_ARGUMENT` with `CONVENTION_UNKNOWN`; `FAILED_PRECONDITION` with `DIRECTION_NOT_COVERED`;
   * `RESOURCE_EXHAUSTED` for a request above the limit of the server (16 MiB unless told otherwise: about eight million
   * statuses). A TypeError says which status is no int32; then nothing was sent.
   */
  async batchMapHttpStatuses(
    statuses: Iterable<number>,
    options: MappingOptions = {},
  ): Promise<v1.BatchMapHttpStatusesResponse> {
    return callUnary(this.#stub, method.batchMapHttpStatuses, batchRequest(statuses, options), this.#with(options));
  }

  /**
   * The same for any number of statuses: a log, also one that still grows. They are sent in chunks, and so are the
   * answers, because a step of an async iterator for every code would cost more than the code: each has the `grpcCodes` of
   * its chunk in order, and `answered`, the count so far; the first names the convention and its source. A chunk goes when
   * it is full, or when an asynchronous source makes it wait.
   *
   * The source is read as the answers are, at most eight chunks ahead. Leaving the loop ends the call. It has no deadline
   * unless `timeoutMs` says so, and is not tried again once an answer has come.
   *
   * Errors: those of {@link batchMapHttpStatuses}, and `UNAVAILABLE` with `SERVER_DRAINING`. Whatever ends the stream comes
   * after the answers that were there, and its `answered` says how many statuses they were for: ask for the rest again.
   * What the source throws, and the TypeError for a status that is no int32, come as they are.
   */
  streamMapHttpStatuses(
    statuses: Source<number>,
    options: StreamOptions = {},
  ): AsyncGenerator<v1.StreamMapHttpStatusesResponse, void, undefined> {
    return mapStream(this.#stub, streamRequests(chunksOf(statuses, options.chunkSize), options), options);
  }

  /**
   * What happened in this log? Counts of statuses, or of `[status, weight]` pairs where they were counted before: by
   * class, status, gRPC code, error and retry advice; with `against`, also what would change under that convention. Any
   * int32 may occur: what is not 100 to 599 is counted as invalid. Counts are bigints, shares are numbers of 0 to 1.
   *
   * The source is read as fast as it can be sent, and may be larger than the memory. There is no deadline unless
   * `timeoutMs` says so.
   *
   * Errors: those of {@link batchMapHttpStatuses}, and `INVALID_ARGUMENT` with `WEIGHT_NEGATIVE` or `WEIGHTS_TOO_LARGE`
   * (a sum beyond an int64). What the source throws, and the TypeError for what is no int32 or no weight, come as they are.
   */
  async summarizeStatuses(
    statuses: Source<number | WeightedStatus>,
    options: SummaryOptions = {},
  ): Promise<v1.SummarizeStatusesResponse> {
    return summarize(this.#stub, summaryRequests(chunksOf(statuses, options.chunkSize), options), options);
  }

  #with(options: CallOptions = {}): CallOptions {
    return { ...options, timeoutMs: options.timeoutMs ?? this.#timeoutMs };
  }
}

async function* readPages<Page extends { nextPageToken: string }, Item>(
  ask: (pageToken: string) => Promise<Page>,
  itemsOf: (page: Page) => Item[],
): AsyncGenerator<Item, void, undefined> {
  let page = await ask("");
  yield* itemsOf(page);
  while (page.nextPageToken !== "") {
    page = await ask(page.nextPageToken);
    yield* itemsOf(page);
  }
}
