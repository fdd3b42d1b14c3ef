//! The reasons of the service, as [`Error::reason`](crate::Error::reason) has them. The contract says which method has
//! which.

/// Comes with `INVALID_ARGUMENT`: a field that the method needs was not set.
pub const FIELD_MISSING: &str = "FIELD_MISSING";
/// Comes with `INVALID_ARGUMENT`: an HTTP status outside the domain of the method.
pub const HTTP_STATUS_OUT_OF_RANGE: &str = "HTTP_STATUS_OUT_OF_RANGE";
/// Comes with `NOT_FOUND`: 100 to 599, but no source knows it (`LookupStatus`).
pub const HTTP_STATUS_UNKNOWN: &str = "HTTP_STATUS_UNKNOWN";
/// Comes with `INVALID_ARGUMENT`: a gRPC code below 0.
pub const GRPC_CODE_NEGATIVE: &str = "GRPC_CODE_NEGATIVE";
/// Comes with `INVALID_ARGUMENT`: no such convention; metadata `nearest` has the closest ids.
pub const CONVENTION_UNKNOWN: &str = "CONVENTION_UNKNOWN";
/// Comes with `FAILED_PRECONDITION`: the convention does not map in the direction asked for.
pub const DIRECTION_NOT_COVERED: &str = "DIRECTION_NOT_COVERED";
/// Comes with `INVALID_ARGUMENT`: a filter with a number that the enum does not define.
pub const FILTER_UNKNOWN: &str = "FILTER_UNKNOWN";
/// Comes with `INVALID_ARGUMENT`: a query without text.
pub const QUERY_EMPTY: &str = "QUERY_EMPTY";
/// Comes with `INVALID_ARGUMENT`: a query of more than 200 bytes.
pub const QUERY_TOO_LONG: &str = "QUERY_TOO_LONG";
/// Comes with `INVALID_ARGUMENT`: a query with a line feed, an escape or the like inside.
pub const QUERY_CONTROL_CHARACTER: &str = "QUERY_CONTROL_CHARACTER";
/// Comes with `INVALID_ARGUMENT`: a number of results below 0.
pub const MAX_RESULTS_NEGATIVE: &str = "MAX_RESULTS_NEGATIVE";
/// Comes with `INVALID_ARGUMENT`: a page size below 0.
pub const PAGE_SIZE_NEGATIVE: &str = "PAGE_SIZE_NEGATIVE";
/// Comes with `INVALID_ARGUMENT`: a token that this method did not give for these filters.
pub const PAGE_TOKEN_INVALID: &str = "PAGE_TOKEN_INVALID";
/// Comes with `INVALID_ARGUMENT`: fields of several questions are set, and only one can be asked.
pub const QUESTION_AMBIGUOUS: &str = "QUESTION_AMBIGUOUS";
/// Comes with `INVALID_ARGUMENT`: a request method that is not a token of HTTP.
pub const METHOD_INVALID: &str = "METHOD_INVALID";
/// Comes with `INVALID_ARGUMENT`: a Retry-After that is neither seconds nor an HTTP date.
pub const RETRY_AFTER_INVALID: &str = "RETRY_AFTER_INVALID";
/// Comes with `INVALID_ARGUMENT`: a Retry-After with a date, but no time of receipt.
pub const RECEIVED_AT_MISSING: &str = "RECEIVED_AT_MISSING";
/// Comes with `INVALID_ARGUMENT`: a time of receipt that is not a valid `Timestamp`.
pub const RECEIVED_AT_INVALID: &str = "RECEIVED_AT_INVALID";
/// Comes with `INVALID_ARGUMENT`: a number of attempts below 0.
pub const ATTEMPT_NEGATIVE: &str = "ATTEMPT_NEGATIVE";
/// Comes with `INVALID_ARGUMENT`: a role with a number that the enum does not define.
pub const ROLE_UNKNOWN: &str = "ROLE_UNKNOWN";
/// Comes with `INVALID_ARGUMENT`: a later message of a stream names another convention.
pub const CONVENTION_CHANGED: &str = "CONVENTION_CHANGED";
/// Comes with `INVALID_ARGUMENT`: not as many weights as statuses (`SummarizeStatuses`).
pub const WEIGHTS_MISMATCHED: &str = "WEIGHTS_MISMATCHED";
/// Comes with `INVALID_ARGUMENT`: a weight below 0.
pub const WEIGHT_NEGATIVE: &str = "WEIGHT_NEGATIVE";
/// Comes with `INVALID_ARGUMENT`: the weights of a stream add up to more than an `i64` holds.
pub const WEIGHTS_TOO_LARGE: &str = "WEIGHTS_TOO_LARGE";
/// Comes with `INVALID_ARGUMENT`: bytes that are not the request message, or text not in UTF-8.
pub const REQUEST_MALFORMED: &str = "REQUEST_MALFORMED";
/// Comes with `RESOURCE_EXHAUSTED`: the server's limit of calls in flight;
/// [`Error::retry_delay`](crate::Error::retry_delay) says when.
pub const TOO_MANY_CALLS: &str = "TOO_MANY_CALLS";
/// Comes with `UNAVAILABLE`: the server is shutting down. The rest of a stream can be asked elsewhere, from
/// [`Error::answered`](crate::Error::answered) on.
pub const SERVER_DRAINING: &str = "SERVER_DRAINING";
