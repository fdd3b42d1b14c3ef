package example.statusmap;

import example.statusmap.v1.AdviseRetryRequest;
import example.statusmap.v1.AdviseRetryResponse;
import example.statusmap.v1.ClassifyStatusRequest;
import example.statusmap.v1.ClassifyStatusResponse;
import example.statusmap.v1.ListStatusesRequest;
import example.statusmap.v1.ListStatusesResponse;
import example.statusmap.v1.LookupStatusRequest;
import example.statusmap.v1.LookupStatusResponse;
import example.statusmap.v1.SearchStatusesRequest;
import example.statusmap.v1.SearchStatusesResponse;
import example.statusmap.v1.Status;
import example.statusmap.v1.StatusMapServiceGrpc;
import io.grpc.Status.Code;

/** The questions about one status code. {@link StatusMapClient} says what holds for all of them. */
public interface StatusQuestions extends Asker {
    /**
     * Tells what an HTTP status means: the vendor's text verbatim, and beside it what the IANA registry says, what
     * de-facto users mean by it, and where the vendor departs from the standard.
     *
     * @param httpStatus 100 to 599
     * @return what the sources know
     * @throws StatusMapException NOT_FOUND with {@link Reasons#HTTP_STATUS_UNKNOWN} for one that no source knows ({@link
     *     #classifyStatus(int)} still has an answer); INVALID_ARGUMENT with {@link Reasons#HTTP_STATUS_OUT_OF_RANGE}
     */
    default Status lookupStatus(int httpStatus) {
        return lookupStatus(Requests.lookupStatus(httpStatus)).getStatus();
    }

    /**
     * As {@link #lookupStatus(int)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    default LookupStatusResponse lookupStatus(LookupStatusRequest request) {
        return ask(StatusMapServiceGrpc.getLookupStatusMethod(), request);
    }

    /** {@return the HTTP statuses that any source knows, in ascending order} */
    default Pages<Status> listStatuses() {
        return listStatuses(Requests.listStatuses());
    }

    /**
     * Lists the HTTP statuses that any source knows and that pass the filters, in ascending order.
     *
     * @param request its filters hold for all pages; it begins at its token, and pages have its size
     * @return statuses; to read them throws INVALID_ARGUMENT with {@link Reasons#FILTER_UNKNOWN}, {@link
     *     Reasons#PAGE_SIZE_NEGATIVE} or {@link Reasons#PAGE_TOKEN_INVALID}
     */
    default Pages<Status> listStatuses(ListStatusesRequest request) {
        return new Pages<>(
                request.getPageToken(),
                token -> Pages.of(
                        listStatusesPage(request.toBuilder().setPageToken(token).build())));
    }

    /**
     * One page of {@link #listStatuses(ListStatusesRequest)}.
     *
     * @param request the whole question
     * @return the page, with the token of the next one
     */
    default ListStatusesResponse listStatusesPage(ListStatusesRequest request) {
        return ask(StatusMapServiceGrpc.getListStatusesMethod(), request);
    }

    /**
     * Finds the HTTP statuses that have a name: a phrase of any era and spelling, a part of one, a constant of a program
     * such as {@code StatusTooManyRequests}, or a number. The best match comes first, and at most ten come. A name that
     * is like none has no matches, which is no error.
     *
     * @param query 1 to 200 bytes, white space around it apart
     * @return the matches
     * @throws StatusMapException INVALID_ARGUMENT with {@link Reasons#QUERY_EMPTY}, {@link Reasons#QUERY_TOO_LONG} or
     *     {@link Reasons#QUERY_CONTROL_CHARACTER}
     */
    default SearchStatusesResponse searchStatuses(String query) {
        return searchStatuses(Requests.searchStatuses(query));
    }

    /**
     * As {@link #searchStatuses(String)}, with at most as many matches as the request says, and never more than 100.
     *
     * @param request the whole question
     * @return the matches
     * @throws StatusMapException also {@link Reasons#MAX_RESULTS_NEGATIVE}
     */
    default SearchStatusesResponse searchStatuses(SearchStatusesRequest request) {
        return ask(StatusMapServiceGrpc.getSearchStatusesMethod(), request);
    }

    /**
     * Tells what kind an HTTP status is: its class, registered or not, interim, error, cacheable, redirection, what to
     * do about a retry, and what published rules say of it. It has an answer for every status, known or not, as RFC 9110
     * section 15 demands: 471 is treated as 400, and 600 to 999 as a server error.
     *
     * @param httpStatus 100 to 999
     * @return its kind
     * @throws StatusMapException INVALID_ARGUMENT with {@link Reasons#HTTP_STATUS_OUT_OF_RANGE}
     */
    default ClassifyStatusResponse classifyStatus(int httpStatus) {
        return classifyStatus(Requests.classifyStatus(httpStatus));
    }

    /**
     * As {@link #classifyStatus(int)}.
     *
     * @param request the whole question
     * @return its kind
     */
    default ClassifyStatusResponse classifyStatus(ClassifyStatusRequest request) {
        return ask(StatusMapServiceGrpc.getClassifyStatusMethod(), request);
    }

    /**
     * Tells whether a request that got this HTTP status, known or not, may be sent again, how long to wait, which clause
     * says so, and what published policies of clients and proxies would do.
     *
     * @param httpStatus 100 to 999
     * @param method of the request, for instance {@code POST}; empty counts as not idempotent
     * @return the advice; its delay is a range of durations from which the wait is to be drawn at random
     * @throws StatusMapException INVALID_ARGUMENT with {@link Reasons#HTTP_STATUS_OUT_OF_RANGE} or {@link
     *     Reasons#METHOD_INVALID} (not a token of HTTP)
     */
    default AdviseRetryResponse adviseRetry(int httpStatus, String method) {
        return adviseRetry(Requests.adviseRetry(httpStatus, method));
    }

    /**
     * Tells whether a call that ended with this gRPC code may be sent again.
     *
     * @param code of the call
     * @return as of {@link #adviseRetry(int, String)}
     */
    default AdviseRetryResponse adviseRetry(Code code) {
        return adviseRetry(Requests.adviseRetry(code));
    }

    /**
     * As {@link #adviseRetry(int, String)}, with all that counts: Retry-After and the time of receipt, an idempotency
     * key, the attempt, and the role of who asks.
     *
     * @param request the whole question, about one of an HTTP status and a gRPC code
     * @return the advice
     * @throws StatusMapException also {@link Reasons#RETRY_AFTER_INVALID}, {@link Reasons#RECEIVED_AT_MISSING}, {@link
     *     Reasons#RECEIVED_AT_INVALID}, {@link Reasons#ATTEMPT_NEGATIVE}, {@link Reasons#ROLE_UNKNOWN}, {@link
     *     Reasons#QUESTION_AMBIGUOUS} or {@link Reasons#FIELD_MISSING}
     */
    default AdviseRetryResponse adviseRetry(AdviseRetryRequest request) {
        return ask(StatusMapServiceGrpc.getAdviseRetryMethod(), request);
    }
}
