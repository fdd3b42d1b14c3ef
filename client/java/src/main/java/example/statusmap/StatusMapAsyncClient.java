package example.statusmap;

import example.statusmap.v1.AdviseRetryRequest;
import example.statusmap.v1.AdviseRetryResponse;
import example.statusmap.v1.ClassifyStatusRequest;
import example.statusmap.v1.ClassifyStatusResponse;
import example.statusmap.v1.CompareConventionsRequest;
import example.statusmap.v1.CompareConventionsResponse;
import example.statusmap.v1.Convention;
import example.statusmap.v1.GrpcCodeComparison;
import example.statusmap.v1.HttpStatusComparison;
import example.statusmap.v1.ListConventionsRequest;
import example.statusmap.v1.ListStatusesRequest;
import example.statusmap.v1.LookupStatusRequest;
import example.statusmap.v1.LookupStatusResponse;
import example.statusmap.v1.MapGrpcCodeRequest;
import example.statusmap.v1.MapGrpcCodeResponse;
import example.statusmap.v1.MapHttpStatusRequest;
import example.statusmap.v1.MapHttpStatusResponse;
import example.statusmap.v1.PairComparison;
import example.statusmap.v1.SearchStatusesRequest;
import example.statusmap.v1.SearchStatusesResponse;
import example.statusmap.v1.Status;
import example.statusmap.v1.StatusMapServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The questions of {@link StatusMapClient} without waiting for the answer; {@link StatusMapClient#async()} gives one.
 * Domains, answers and errors are those of the methods of the same name there.
 *
 * <p>A future fails with a {@link StatusMapException}, which {@code get} and {@code join} wrap as they always do. To
 * cancel the future that a method returned cancels the call; to cancel one that was derived from it does not. What
 * follows on a future runs on gRPC's threads: use the methods with an executor for work that takes long.
 */
public final class StatusMapAsyncClient {
    private final Calls calls;

    StatusMapAsyncClient(Calls calls) {
        this.calls = calls;
    }

    /**
     * Asks by any method of the contract that has one answer.
     *
     * @param method for instance {@code StatusMapServiceGrpc.getLookupStatusMethod()}
     * @param request the whole question
     * @param <Q> its type
     * @param <A> that of the answer
     * @return the whole answer
     */
    public <Q, A> CompletableFuture<A> ask(MethodDescriptor<Q, A> method, Q request) {
        return calls.askLater(method, request, Function.identity());
    }

    /**
     * See {@link StatusMapClient#lookupStatus(int)}.
     *
     * @param httpStatus the status
     * @return what the sources know
     */
    public CompletableFuture<Status> lookupStatus(int httpStatus) {
        return calls.askLater(
                StatusMapServiceGrpc.getLookupStatusMethod(),
                Requests.lookupStatus(httpStatus),
                LookupStatusResponse::getStatus);
    }

    /**
     * See {@link StatusMapClient#lookupStatus(LookupStatusRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    public CompletableFuture<LookupStatusResponse> lookupStatus(LookupStatusRequest request) {
        return ask(StatusMapServiceGrpc.getLookupStatusMethod(), request);
    }

    /**
     * See {@link StatusMapClient#listStatuses()}.
     *
     * @return all pages at once
     */
    public CompletableFuture<List<Status>> listStatuses() {
        return listStatuses(Requests.listStatuses());
    }

    /**
     * See {@link StatusMapClient#listStatuses(ListStatusesRequest)}.
     *
     * @param request its filters hold for all pages; it begins at its token
     * @return all pages at once
     */
    public CompletableFuture<List<Status>> listStatuses(ListStatusesRequest request) {
        return Pages.collect(
                request.getPageToken(),
                token -> calls.askLater(
                        StatusMapServiceGrpc.getListStatusesMethod(),
                        request.toBuilder().setPageToken(token).build(),
                        Pages::of));
    }

    /**
     * See {@link StatusMapClient#searchStatuses(String)}.
     *
     * @param query a name or a part of one
     * @return the matches
     */
    public CompletableFuture<SearchStatusesResponse> searchStatuses(String query) {
        return searchStatuses(Requests.searchStatuses(query));
    }

    /**
     * See {@link StatusMapClient#searchStatuses(SearchStatusesRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    public CompletableFuture<SearchStatusesResponse> searchStatuses(SearchStatusesRequest request) {
        return ask(StatusMapServiceGrpc.getSearchStatusesMethod(), request);
    }

    /**
     * See {@link StatusMapClient#classifyStatus(int)}.
     *
     * @param httpStatus the status
     * @return its kind
     */
    public CompletableFuture<ClassifyStatusResponse> classifyStatus(int httpStatus) {
        return classifyStatus(Requests.classifyStatus(httpStatus));
    }

    /**
     * See {@link StatusMapClient#classifyStatus(ClassifyStatusRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    public CompletableFuture<ClassifyStatusResponse> classifyStatus(ClassifyStatusRequest request) {
        return ask(StatusMapServiceGrpc.getClassifyStatusMethod(), request);
    }

    /**
     * See {@link StatusMapClient#adviseRetry(int, String)}.
     *
     * @param httpStatus the status
     * @param method of the request
     * @return the advice
     */
    public CompletableFuture<AdviseRetryResponse> adviseRetry(int httpStatus, String method) {
        return adviseRetry(Requests.adviseRetry(httpStatus, method));
    }

    /**
     * See {@link StatusMapClient#adviseRetry(Code)}.
     *
     * @param code of the call
     * @return the advice
     */
    public CompletableFuture<AdviseRetryResponse> adviseRetry(Code code) {
        return adviseRetry(Requests.adviseRetry(code));
    }

    /**
     * See {@link StatusMapClient#adviseRetry(AdviseRetryRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    public CompletableFuture<AdviseRetryResponse> adviseRetry(AdviseRetryRequest request) {
        return ask(StatusMapServiceGrpc.getAdviseRetryMethod(), request);
    }

    /**
     * See {@link StatusMapClient#mapHttpStatus(int)}.
     *
     * @param httpStatus the status
     * @return the code, and by which rule
     */
    public CompletableFuture<MapHttpStatusResponse> mapHttpStatus(int httpStatus) {
        return mapHttpStatus(Requests.mapHttpStatus(httpStatus, ""));
    }

    /**
     * See {@link StatusMapClient#mapHttpStatus(int, String)}.
     *
     * @param httpStatus the status
     * @param convention its id
     * @return the code, and by which rule
     */
    public CompletableFuture<MapHttpStatusResponse> mapHttpStatus(int httpStatus, String convention) {
        return mapHttpStatus(Requests.mapHttpStatus(httpStatus, convention));
    }

    /**
     * See {@link StatusMapClient#mapHttpStatus(MapHttpStatusRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    public CompletableFuture<MapHttpStatusResponse> mapHttpStatus(MapHttpStatusRequest request) {
        return ask(StatusMapServiceGrpc.getMapHttpStatusMethod(), request);
    }

    /**
     * See {@link StatusMapClient#mapGrpcCode(Code)}.
     *
     * @param code of a call
     * @return the HTTP status, and by which rule
     */
    public CompletableFuture<MapGrpcCodeResponse> mapGrpcCode(Code code) {
        return mapGrpcCode(Requests.mapGrpcCode(code, ""));
    }

    /**
     * See {@link StatusMapClient#mapGrpcCode(Code, String)}.
     *
     * @param code of a call
     * @param convention its id
     * @return the HTTP status, and by which rule
     */
    public CompletableFuture<MapGrpcCodeResponse> mapGrpcCode(Code code, String convention) {
        return mapGrpcCode(Requests.mapGrpcCode(code, convention));
    }

    /**
     * See {@link StatusMapClient#mapGrpcCode(MapGrpcCodeRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    public CompletableFuture<MapGrpcCodeResponse> mapGrpcCode(MapGrpcCodeRequest request) {
        return ask(StatusMapServiceGrpc.getMapGrpcCodeMethod(), request);
    }

    /**
     * See {@link StatusMapClient#compareOnHttpStatus(int)}.
     *
     * @param httpStatus the status
     * @return every answer with its conventions
     */
    public CompletableFuture<HttpStatusComparison> compareOnHttpStatus(int httpStatus) {
        return calls.askLater(
                StatusMapServiceGrpc.getCompareConventionsMethod(),
                Requests.compareOnHttpStatus(httpStatus),
                CompareConventionsResponse::getByHttpStatus);
    }

    /**
     * See {@link StatusMapClient#compareOnGrpcCode(Code)}.
     *
     * @param code of a call
     * @return every answer with its conventions
     */
    public CompletableFuture<GrpcCodeComparison> compareOnGrpcCode(Code code) {
        return calls.askLater(
                StatusMapServiceGrpc.getCompareConventionsMethod(),
                Requests.compareOnGrpcCode(code),
                CompareConventionsResponse::getByGrpcCode);
    }

    /**
     * See {@link StatusMapClient#compareConventions(String, String)}.
     *
     * @param convention the one
     * @param other the other
     * @return where they differ
     */
    public CompletableFuture<PairComparison> compareConventions(String convention, String other) {
        return calls.askLater(
                StatusMapServiceGrpc.getCompareConventionsMethod(),
                Requests.compareConventions(convention, other),
                CompareConventionsResponse::getByPair);
    }

    /**
     * See {@link StatusMapClient#compareConventions(CompareConventionsRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    public CompletableFuture<CompareConventionsResponse> compareConventions(CompareConventionsRequest request) {
        return ask(StatusMapServiceGrpc.getCompareConventionsMethod(), request);
    }

    /**
     * See {@link StatusMapClient#listConventions()}.
     *
     * @return all pages at once
     */
    public CompletableFuture<List<Convention>> listConventions() {
        return listConventions(Requests.listConventions());
    }

    /**
     * See {@link StatusMapClient#listConventions(ListConventionsRequest)}.
     *
     * @param request its direction holds for all pages; it begins at its token
     * @return all pages at once
     */
    public CompletableFuture<List<Convention>> listConventions(ListConventionsRequest request) {
        return Pages.collect(
                request.getPageToken(),
                token -> calls.askLater(
                        StatusMapServiceGrpc.getListConventionsMethod(),
                        request.toBuilder().setPageToken(token).build(),
                        Pages::of));
    }
}
