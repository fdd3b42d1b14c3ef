package example.statusmap;

/** The reasons of the service, as {@link StatusMapException#reason()} has them. */
public final class Reasons {
    /** With INVALID_ARGUMENT: a field that the method needs was not set. */
    public static final String FIELD_MISSING = "FIELD_MISSING";

    /** With INVALID_ARGUMENT: an HTTP status outside the domain of the method. */
    public static final String HTTP_STATUS_OUT_OF_RANGE = "HTTP_STATUS_OUT_OF_RANGE";

    /** With NOT_FOUND: 100 to 599, but no source knows it (LookupStatus). */
    public static final String HTTP_STATUS_UNKNOWN = "HTTP_STATUS_UNKNOWN";

    /** With INVALID_ARGUMENT: a gRPC code below 0. */
    public static final String GRPC_CODE_NEGATIVE = "GRPC_CODE_NEGATIVE";

    /** With INVALID_ARGUMENT: no such convention; metadata {@code nearest} has the closest ids. */
    public static final String CONVENTION_UNKNOWN = "CONVENTION_UNKNOWN";

    /** With FAILED_PRECONDITION: the convention does not map in the direction asked for. */
    public static final String DIRECTION_NOT_COVERED = "DIRECTION_NOT_COVERED";

    /** With INVALID_ARGUMENT: a filter with a number that the enum does not define. */
    public static final String FILTER_UNKNOWN = "FILTER_UNKNOWN";

    /** With INVALID_ARGUMENT: a query without text. */
    public static final String QUERY_EMPTY = "QUERY_EMPTY";

    /** With INVALID_ARGUMENT: a query of more than 200 bytes. */
    public static final String QUERY_TOO_LONG = "QUERY_TOO_LONG";

    /** With INVALID_ARGUMENT: a query with a line feed, an escape or the like inside. */
    public static final String QUERY_CONTROL_CHARACTER = "QUERY_CONTROL_CHARACTER";

    /** With INVALID_ARGUMENT: a number of results below 0. */
    public static final String MAX_RESULTS_NEGATIVE = "MAX_RESULTS_NEGATIVE";

    /** With INVALID_ARGUMENT: a page size below 0. */
    public static final String PAGE_SIZE_NEGATIVE = "PAGE_SIZE_NEGATIVE";

    /** With INVALID_ARGUMENT: a token that this method did not give for these filters. */
    public static final String PAGE_TOKEN_INVALID = "PAGE_TOKEN_INVALID";

    /** With INVALID_ARGUMENT: fields of several questions are set, and only one can be asked. */
    public static final String QUESTION_AMBIGUOUS = "QUESTION_AMBIGUOUS";

    /** With INVALID_ARGUMENT: a request method that is not a token of HTTP. */
    public static final String METHOD_INVALID = "METHOD_INVALID";

    /** With INVALID_ARGUMENT: a Retry-After that is neither seconds nor an HTTP date. */
    public static final String RETRY_AFTER_INVALID = "RETRY_AFTER_INVALID";

    /** With INVALID_ARGUMENT: a Retry-After with a date, but no time of receipt. */
    public static final String RECEIVED_AT_MISSING = "RECEIVED_AT_MISSING";

    /** With INVALID_ARGUMENT: a time of receipt that is not a valid Timestamp. */
    public static final String RECEIVED_AT_INVALID = "RECEIVED_AT_INVALID";

    /** With INVALID_ARGUMENT: a number of attempts below 0. */
    public static final String ATTEMPT_NEGATIVE = "ATTEMPT_NEGATIVE";

    /** With INVALID_ARGUMENT: a role with a number that the enum does not define. */
    public static final String ROLE_UNKNOWN = "ROLE_UNKNOWN";

    /** With INVALID_ARGUMENT: a later message of a stream names another convention. */
    public static final String CONVENTION_CHANGED = "CONVENTION_CHANGED";

    /** With INVALID_ARGUMENT: not as many weights as statuses (SummarizeStatuses). */
    public static final String WEIGHTS_MISMATCHED = "WEIGHTS_MISMATCHED";

    /** With INVALID_ARGUMENT: a weight below 0. */
    public static final String WEIGHT_NEGATIVE = "WEIGHT_NEGATIVE";

    /** With INVALID_ARGUMENT: the weights of a stream add up to more than a {@code long} holds. */
    public static final String WEIGHTS_TOO_LARGE = "WEIGHTS_TOO_LARGE";

    /** With INVALID_ARGUMENT: bytes that are not the request message, or text not in UTF-8. */
    public static final String REQUEST_MALFORMED = "REQUEST_MALFORMED";

    /** With RESOURCE_EXHAUSTED: the server's limit of calls in flight; RetryInfo says when. */
    public static final String TOO_MANY_CALLS = "TOO_MANY_CALLS";

    /**
     * With UNAVAILABLE: the server is shutting down; metadata {@code answered} counts what a stream has got, as {@link
     * StatusMapException#answered()} does, so that the rest can be asked elsewhere.
     */
    public static final String SERVER_DRAINING = "SERVER_DRAINING";

    private Reasons() {}
}
