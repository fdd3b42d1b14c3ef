package example.statusmap;

import example.statusmap.v1.BatchMapHttpStatusesRequest;
import example.statusmap.v1.BatchMapHttpStatusesResponse;
import example.statusmap.v1.StatusMapServiceGrpc;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** The question of {@link BatchQuestions} without waiting; {@link StatusMapAsyncClient} says what holds for all. */
public interface AsyncBatchQuestions extends AsyncAsker {
    /**
     * See {@link StatusMapClient#batchMapHttpStatuses(int...)}.
     *
     * @param httpStatuses any numbers
     * @return their codes
     */
    default CompletableFuture<BatchMapHttpStatusesResponse> batchMapHttpStatuses(int... httpStatuses) {
        return batchMapHttpStatuses(httpStatuses, "");
    }

    /**
     * See {@link StatusMapClient#batchMapHttpStatuses(int[], String)}.
     *
     * @param httpStatuses any numbers
     * @param convention its id
     * @return their codes
     */
    default CompletableFuture<BatchMapHttpStatusesResponse> batchMapHttpStatuses(
            int[] httpStatuses, String convention) {
        return batchMapHttpStatuses(IntStream.of(httpStatuses), convention);
    }

    /**
     * See {@link StatusMapClient#batchMapHttpStatuses(Collection)}.
     *
     * @param httpStatuses any numbers
     * @return their codes
     */
    default CompletableFuture<BatchMapHttpStatusesResponse> batchMapHttpStatuses(Collection<Integer> httpStatuses) {
        return batchMapHttpStatuses(httpStatuses, "");
    }

    /**
     * See {@link StatusMapClient#batchMapHttpStatuses(Collection, String)}.
     *
     * @param httpStatuses any numbers
     * @param convention its id
     * @return their codes
     */
    default CompletableFuture<BatchMapHttpStatusesResponse> batchMapHttpStatuses(
            Collection<Integer> httpStatuses, String convention) {
        return batchMapHttpStatuses(httpStatuses.stream().mapToInt(Integer::intValue), convention);
    }

    /**
     * See {@link StatusMapClient#batchMapHttpStatuses(IntStream)}.
     *
     * @param httpStatuses any numbers, read before this returns; the stream is closed
     * @return their codes
     */
    default CompletableFuture<BatchMapHttpStatusesResponse> batchMapHttpStatuses(IntStream httpStatuses) {
        return batchMapHttpStatuses(httpStatuses, "");
    }

    /**
     * See {@link StatusMapClient#batchMapHttpStatuses(IntStream, String)}.
     *
     * @param httpStatuses any numbers, read before this returns; the stream is closed
     * @param convention its id
     * @return their codes
     */
    default CompletableFuture<BatchMapHttpStatusesResponse> batchMapHttpStatuses(
            IntStream httpStatuses, String convention) {
        return batchMapHttpStatuses(Requests.batchMapHttpStatuses(httpStatuses, convention));
    }

    /**
     * See {@link StatusMapClient#batchMapHttpStatuses(BatchMapHttpStatusesRequest)}.
     *
     * @param request the whole question
     * @return the whole answer
     */
    default CompletableFuture<BatchMapHttpStatusesResponse> batchMapHttpStatuses(BatchMapHttpStatusesRequest request) {
        return ask(StatusMapServiceGrpc.getBatchMapHttpStatusesMethod(), request);
    }
}
