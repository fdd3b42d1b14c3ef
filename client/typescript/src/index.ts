/**
 * A client of statusmap: asks the service what an HTTP status means, what kind it is, which gRPC code it becomes, and
 * whether to send the request again; and maps whole logs.
 *
 * @packageDocumentation
 */
export { status as Code } from "@grpc/grpc-js";
export type { Advice, AdviseOptions, HttpAdvisorOptions, HttpRequest, HttpResponse } from "./advisor.js";
export { HttpAdvisor } from "./advisor.js";
export type { CallOptions } from "./call.js";
export type {
  ClientOptions,
  ConventionFilter,
  MappingOptions,
  StatusFilter,
  StreamOptions,
  SummaryOptions,
} from "./client.js";
export { Client } from "./client.js";
export type { ErrorDetails, FieldViolation } from "./errors.js";
export { StatusmapError } from "./errors.js";
export { serviceConfig } from "./gen/service_config.js";
export * from "./gen/statusmap/v1/status_map_pb.js";
export type { Source } from "./source.js";
export type { WeightedStatus } from "./statuses.js";
export { NO_ANSWER, NOT_HTTP_STATUS } from "./statuses.js";
