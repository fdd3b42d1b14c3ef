package statusmap

// The reasons of the service, as Error.Reason has them. The contract says which method has which.
const (
	// ReasonFieldMissing comes with INVALID_ARGUMENT: a field that the method needs was not set.
	ReasonFieldMissing = "FIELD_MISSING"
	// ReasonHTTPStatusOutOfRange comes with INVALID_ARGUMENT: an HTTP status outside the domain of the method.
	ReasonHTTPStatusOutOfRange = "HTTP_STATUS_OUT_OF_RANGE"
	// ReasonHTTPStatusUnknown comes with NOT_FOUND: 100 to 599, but no source knows it (LookupStatus).
	ReasonHTTPStatusUnknown = "HTTP_STATUS_UNKNOWN"
	// ReasonGRPCCodeNegative comes with INVALID_ARGUMENT: a gRPC code below 0.
	ReasonGRPCCodeNegative = "GRPC_CODE_NEGATIVE"
	// ReasonConventionUnknown comes with INVALID_ARGUMENT: no such convention; metadata "nearest" has the closest ids.
	ReasonConventionUnknown = "CONVENTION_UNKNOWN"
	// ReasonDirectionNotCovered comes with FAILED_PRECONDITION: the convention does not map in the direction asked for.
	ReasonDirectionNotCovered = "DIRECTION_NOT_COVERED"
	// ReasonFilterUnknown comes with INVALID_ARGUMENT: a filter with a number that the enum does not define.
	ReasonFilterUnknown = "FILTER_UNKNOWN"
	// ReasonQueryEmpty comes with INVALID_ARGUMENT: a query without text.
	ReasonQueryEmpty = "QUERY_EMPTY"
	// ReasonQueryTooLong comes with INVALID_ARGUMENT: a query of more than 200 bytes.
	ReasonQueryTooLong = "QUERY_TOO_LONG"
	// ReasonQueryControlCharacter comes with INVALID_ARGUMENT: a query with a line feed, an escape or the like inside.
	ReasonQueryControlCharacter = "QUERY_CONTROL_CHARACTER"
	// ReasonMaxResultsNegative comes with INVALID_ARGUMENT: a number of results below 0.
	ReasonMaxResultsNegative = "MAX_RESULTS_NEGATIVE"
	// ReasonPageSizeNegative comes with INVALID_ARGUMENT: a page size below 0.
	ReasonPageSizeNegative = "PAGE_SIZE_NEGATIVE"
	// ReasonPageTokenInvalid comes with INVALID_ARGUMENT: a token that this method did not give for these filters.
	ReasonPageTokenInvalid = "PAGE_TOKEN_INVALID"
	// ReasonQuestionAmbiguous comes with INVALID_ARGUMENT: fields of several questions are set, and only one can be
	// asked.
	ReasonQuestionAmbiguous = "QUESTION_AMBIGUOUS"
	// ReasonMethodInvalid comes with INVALID_ARGUMENT: a request method that is not a token of HTTP.
	ReasonMethodInvalid = "METHOD_INVALID"
	// ReasonRetryAfterInvalid comes with INVALID_ARGUMENT: a Retry-After that is neither seconds nor an HTTP date.
	ReasonRetryAfterInvalid = "RETRY_AFTER_INVALID"
	// ReasonReceivedAtMissing comes with INVALID_ARGUMENT: a Retry-After with a date, but no time of receipt.
	ReasonReceivedAtMissing = "RECEIVED_AT_MISSING"
	// ReasonReceivedAtInvalid comes with INVALID_ARGUMENT: a time of receipt that is not a valid Timestamp.
	ReasonReceivedAtInvalid = "RECEIVED_AT_INVALID"
	// ReasonAttemptNegative comes with INVALID_ARGUMENT: a number of attempts below 0.
	ReasonAttemptNegative = "ATTEMPT_NEGATIVE"
	// ReasonRoleUnknown comes with INVALID_ARGUMENT: a role with a number that the enum does not define.
	ReasonRoleUnknown = "ROLE_UNKNOWN"
	// ReasonConventionChanged comes with INVALID_ARGUMENT: a later message of a stream names another convention.
	ReasonConventionChanged = "CONVENTION_CHANGED"
	// ReasonWeightsMismatched comes with INVALID_ARGUMENT: not as many weights as statuses (SummarizeStatuses).
	ReasonWeightsMismatched = "WEIGHTS_MISMATCHED"
	// ReasonWeightNegative comes with INVALID_ARGUMENT: a weight below 0.
	ReasonWeightNegative = "WEIGHT_NEGATIVE"
	// ReasonWeightsTooLarge comes with INVALID_ARGUMENT: the weights of a stream add up to more than an int64 holds.
	ReasonWeightsTooLarge = "WEIGHTS_TOO_LARGE"
	// ReasonRequestMalformed comes with INVALID_ARGUMENT: bytes that are not the request message, or text not in UTF-8.
	ReasonRequestMalformed = "REQUEST_MALFORMED"
	// ReasonTooManyCalls comes with RESOURCE_EXHAUSTED: the server's limit of calls in flight; RetryInfo says when.
	ReasonTooManyCalls = "TOO_MANY_CALLS"
	// ReasonServerDraining comes with UNAVAILABLE: the server is shutting down; metadata "answered" counts what a stream
	// has got, and Error.Answered what of that has come.
	ReasonServerDraining = "SERVER_DRAINING"
)
