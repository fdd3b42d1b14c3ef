package example.statusmap;

import example.statusmap.v1.CompareConventionsRequest;
import example.statusmap.v1.CompareConventionsResponse;
import example.statusmap.v1.Convention;
import example.statusmap.v1.GrpcCodeComparison;
import example.statusmap.v1.HttpStatusComparison;
import example.statusmap.v1.ListConventionsRequest;
import example.statusmap.v1.ListConventionsResponse;
import example.statusmap.v1.MapGrpcCodeRequest;
import example.statusmap.v1.MapGrpcCodeResponse;
import example.statusmap.v1.MapHttpStatusRequest;
import example.statusmap.v1.MapHttpStatusResponse;
import example.statusmap.v1.PairComparison;
import example.statusmap.v1.StatusMapServiceGrpc;
import io.grpc.Status.Code;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The questions of {@link ConventionQuestions} without waiting; {@link StatusMapAsyncClient} says what holds for all. */
public interface AsyncConventionQuestions extends AsyncAsker {
    /**
     * See {@link StatusMapClient#mapHttpStatus(int)}.
     *
     * @param httpStatus the status
     * @return the code, and by which rule
     */
    default CompletableFuture<MapHttpStatusResponse> mapHttpStatus(int httpStatus) {
        return mapHttpStatus(Requests.mapHttpStatus(httpStatus, ""));
    }

    /**
     * See {@link StatusMapClient#mapHttpStatus(int, String)}.
     *
     * @param httpStatus the status
     * @param convention its id
     * @return the code, and by which rule
     */
    default CompletableFuture<MapHttpStatusResponse> mapHttpStatus(int httpStatus, String convention) {
        return mapHttpStatus(Requests.mapHttpStatus(httpStatus, convention));
    }

    /**
     * See {@link StatusMapClient#mapHttpStatus(MapHttpStatusRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    default CompletableFuture<MapHttpStatusResponse> mapHttpStatus(MapHttpStatusRequest request) {
        return ask(StatusMapServiceGrpc.getMapHttpStatusMethod(), request);
    }

    /**
     * See {@link StatusMapClient#mapGrpcCode(Code)}.
     *
     * @param code of a call
     * @return the HTTP status, and by which rule
     */
    default CompletableFuture<MapGrpcCodeResponse> mapGrpcCode(Code code) {
        return mapGrpcCode(Requests.mapGrpcCode(code, ""));
    }

    /**
     * See {@link StatusMapClient#mapGrpcCode(Code, String)}.
     *
     * @param code of a call
     * @param convention its id
     * @return the HTTP status, and by which rule
     */
    default CompletableFuture<MapGrpcCodeResponse> mapGrpcCode(Code code, String convention) {
        return mapGrpcCode(Requests.mapGrpcCode(code, convention));
    }

    /**
     * See {@link StatusMapClient#mapGrpcCode(MapGrpcCodeRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    default CompletableFuture<MapGrpcCodeResponse> mapGrpcCode(MapGrpcCodeRequest request) {
        return ask(StatusMapServiceGrpc.getMapGrpcCodeMethod(), request);
    }

    /**
     * See {@link StatusMapClient#compareOnHttpStatus(int)}.
     *
     * @param httpStatus the status
     * @return every answer with its conventions
     */
    default CompletableFuture<HttpStatusComparison> compareOnHttpStatus(int httpStatus) {
        return ask(
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
    default CompletableFuture<GrpcCodeComparison> compareOnGrpcCode(Code code) {
        return ask(
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
    default CompletableFuture<PairComparison> compareConventions(String convention, String other) {
        return ask(
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
    default CompletableFuture<CompareConventionsResponse> compareConventions(CompareConventionsRequest request) {
        return ask(StatusMapServiceGrpc.getCompareConventionsMethod(), request);
    }

    /**
     * See {@link StatusMapClient#listConventions()}.
     *
     * @return all pages at once
     */
    default CompletableFuture<List<Convention>> listConventions() {
        return listConventions(Requests.listConventions());
    }

    /**
     * See {@link StatusMapClient#listConventions(ListConventionsRequest)}.
     *
     * @param request its direction holds for all pages; it begins at its token
     * @return all pages at once
     */
    default CompletableFuture<List<Convention>> listConventions(ListConventionsRequest request) {
        return Pages.collect(
                request.getPageToken(),
                token -> ask(
                        StatusMapServiceGrpc.getListConventionsMethod(),
                        request.toBuilder().setPageToken(token).build(),
                        Pages::of));
    }

    /**
     * See {@link StatusMapClient#listConventionsPage(ListConventionsRequest)}.
     *
     * @param request the whole question
     * @return the page, with the token of the next one
     */
    default CompletableFuture<ListConventionsResponse> listConventionsPage(ListConventionsRequest request) {
        return ask(StatusMapServiceGrpc.getListConventionsMethod(), request);
    }
}
