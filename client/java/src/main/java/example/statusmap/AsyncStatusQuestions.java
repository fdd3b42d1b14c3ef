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
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The questions of {@link StatusQuestions} without waiting; {@link StatusMapAsyncClient} says what holds for all. */
public interface AsyncStatusQuestions extends AsyncAsker {
    /**
     * See {@link StatusMapClient#lookupStatus(int)}.
     *
     * @param httpStatus the status
     * @return what the sources know
     */
    default CompletableFuture<Status> lookupStatus(int httpStatus) {
        return ask(
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
    default CompletableFuture<LookupStatusResponse> lookupStatus(LookupStatusRequest request) {
        return ask(StatusMapServiceGrpc.getLookupStatusMethod(), request);
    }

    /**
     * See {@link StatusMapClient#listStatuses()}.
     *
     * @return all pages at once
     */
    default CompletableFuture<List<Status>> listStatuses() {
        return listStatuses(Requests.listStatuses());
    }

    /**
     * See {@link StatusMapClient#listStatuses(ListStatusesRequest)}.
     *
     * @param request its filters hold for all pages; it begins at its token
     * @return all pages at once
     */
    default CompletableFuture<List<Status>> listStatuses(ListStatusesRequest request) {
        return Pages.collect(
                request.getPageToken(),
                token -> ask(
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
    default CompletableFuture<SearchStatusesResponse> searchStatuses(String query) {
        return searchStatuses(Requests.searchStatuses(query));
    }

    /**
     * See {@link StatusMapClient#searchStatuses(SearchStatusesRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    default CompletableFuture<SearchStatusesResponse> searchStatuses(SearchStatusesRequest request) {
        return ask(StatusMapServiceGrpc.getSearchStatusesMethod(), request);
    }

    /**
     * See {@link StatusMapClient#classifyStatus(int)}.
     *
     * @param httpStatus the status
     * @return its kind
     */
    default CompletableFuture<ClassifyStatusResponse> classifyStatus(int httpStatus) {
        return classifyStatus(Requests.classifyStatus(httpStatus));
    }

    /**
     * See {@link StatusMapClient#classifyStatus(ClassifyStatusRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    default CompletableFuture<ClassifyStatusResponse> classifyStatus(ClassifyStatusRequest request) {
        return ask(StatusMapServiceGrpc.getClassifyStatusMethod(), request);
    }

    /**
     * See {@link StatusMapClient#adviseRetry(int, String)}.
     *
     * @param httpStatus the status
     * @param method of the request
     * @return the advice
     */
    default CompletableFuture<AdviseRetryResponse> adviseRetry(int httpStatus, String method) {
        return adviseRetry(Requests.adviseRetry(httpStatus, method));
    }

    /**
     * See {@link StatusMapClient#adviseRetry(Code)}.
     *
     * @param code of the call
     * @return the advice
     */
    default CompletableFuture<AdviseRetryResponse> adviseRetry(Code code) {
        return adviseRetry(Requests.adviseRetry(code));
    }

    /**
     * See {@link StatusMapClient#adviseRetry(AdviseRetryRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    default CompletableFuture<AdviseRetryResponse> adviseRetry(AdviseRetryRequest request) {
        return ask(StatusMapServiceGrpc.getAdviseRetryMethod(), request);
    }

    /**
     * See {@link StatusMapClient#listStatusesPage(ListStatusesRequest)}.
     *
     * @param request the whole question
     * @return the page, with the token of the next one
     */
    default CompletableFuture<ListStatusesResponse> listStatusesPage(ListStatusesRequest request) {
        return ask(StatusMapServiceGrpc.getListStatusesMethod(), request);
    }
}
