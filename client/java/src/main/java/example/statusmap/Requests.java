package example.statusmap;

import example.statusmap.v1.AdviseRetryRequest;
import example.statusmap.v1.BatchMapHttpStatusesRequest;
import example.statusmap.v1.ClassifyStatusRequest;
import example.statusmap.v1.CompareConventionsRequest;
import example.statusmap.v1.ListConventionsRequest;
import example.statusmap.v1.ListStatusesRequest;
import example.statusmap.v1.LookupStatusRequest;
import example.statusmap.v1.MapGrpcCodeRequest;
import example.statusmap.v1.MapHttpStatusRequest;
import example.statusmap.v1.SearchStatusesRequest;
import io.grpc.Status;
import java.util.stream.IntStream;

/** The requests behind the short forms of the methods, for both clients. */
final class Requests {
    /** The contract's maximum: the fewest round trips. */
    private static final int PAGE_SIZE = 200;

    private Requests() {}

    static LookupStatusRequest lookupStatus(int httpStatus) {
        return LookupStatusRequest.newBuilder().setHttpStatus(httpStatus).build();
    }

    static ListStatusesRequest listStatuses() {
        return ListStatusesRequest.newBuilder().setPageSize(PAGE_SIZE).build();
    }

    static SearchStatusesRequest searchStatuses(String query) {
        return SearchStatusesRequest.newBuilder().setQuery(query).build();
    }

    static ClassifyStatusRequest classifyStatus(int httpStatus) {
        return ClassifyStatusRequest.newBuilder().setHttpStatus(httpStatus).build();
    }

    static AdviseRetryRequest adviseRetry(int httpStatus, String method) {
        return AdviseRetryRequest.newBuilder()
                .setHttpStatus(httpStatus)
                .setMethod(method)
                .build();
    }

    static AdviseRetryRequest adviseRetry(Status.Code code) {
        return AdviseRetryRequest.newBuilder().setGrpcCode(code.value()).build();
    }

    static MapHttpStatusRequest mapHttpStatus(int httpStatus, String convention) {
        return MapHttpStatusRequest.newBuilder()
                .setHttpStatus(httpStatus)
                .setConvention(convention)
                .build();
    }

    static BatchMapHttpStatusesRequest batchMapHttpStatuses(IntStream httpStatuses, String convention) {
        var request = BatchMapHttpStatusesRequest.newBuilder().setConvention(convention);
        try (httpStatuses) {
            httpStatuses.forEachOrdered(request::addHttpStatuses);
        }
        return request.build();
    }

    static MapGrpcCodeRequest mapGrpcCode(Status.Code code, String convention) {
        return MapGrpcCodeRequest.newBuilder()
                .setGrpcCode(code.value())
                .setConvention(convention)
                .build();
    }

    static CompareConventionsRequest compareOnHttpStatus(int httpStatus) {
        return CompareConventionsRequest.newBuilder().setHttpStatus(httpStatus).build();
    }

    static CompareConventionsRequest compareOnGrpcCode(Status.Code code) {
        return CompareConventionsRequest.newBuilder().setGrpcCode(code.value()).build();
    }

    static CompareConventionsRequest compareConventions(String convention, String other) {
        return CompareConventionsRequest.newBuilder()
                .setConvention(convention)
                .setOtherConvention(other)
                .build();
    }

    static ListConventionsRequest listConventions() {
        return ListConventionsRequest.newBuilder().setPageSize(PAGE_SIZE).build();
    }
}
