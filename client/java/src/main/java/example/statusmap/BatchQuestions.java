package example.statusmap;

import example.statusmap.v1.BatchMapHttpStatusesRequest;
import example.statusmap.v1.BatchMapHttpStatusesResponse;
import example.statusmap.v1.StatusMapServiceGrpc;
import io.grpc.Status.Code;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.IntStream;

/** The question for many statuses at once. {@link StatusMapClient} says what holds for all of them. */
public interface BatchQuestions extends Asker {
    /** Among the codes of a batch or a stream: the convention gives no answer for this status. */
    int NO_ANSWER = 126;

    /** Among the codes of a batch or a stream: this number is not an HTTP status (100 to 599). */
    int NOT_HTTP_STATUS = 127;

    /**
     * As {@link #batchMapHttpStatuses(int[], String)}, under the convention {@code google-apis}.
     *
     * @param httpStatuses any numbers
     * @return their codes
     */
    default BatchMapHttpStatusesResponse batchMapHttpStatuses(int... httpStatuses) {
        return batchMapHttpStatuses(httpStatuses, "");
    }

    /**
     * Tells which gRPC codes HTTP statuses become under a convention, in one call. A number that is no HTTP status costs
     * only its own answer. A million statuses fit in a call of 2 seconds; for logs, and for what may be larger, there is
     * {@link StreamQuestions#streamMapHttpStatuses}.
     *
     * @param httpStatuses any numbers, in any order and as often as they occur; none is fine
     * @param convention for instance {@code envoy}; {@link ConventionQuestions#listConventions()} has all; empty is
     *     {@code google-apis}
     * @return {@code getGrpcCodesList} has as many codes as there were statuses, in their order: 0 to 16 ({@link #codeOf}
     *     has the constant of gRPC), {@link #NO_ANSWER} or {@link #NOT_HTTP_STATUS}; beside it where they were read
     * @throws StatusMapException INVALID_ARGUMENT with {@link Reasons#CONVENTION_UNKNOWN} (metadata {@code nearest} has
     *     the closest ids); FAILED_PRECONDITION with {@link Reasons#DIRECTION_NOT_COVERED}; RESOURCE_EXHAUSTED without a
     *     reason for a request above the limit of the server (16 MiB unless told otherwise: about eight million
     *     statuses), or for an answer above that of a channel of the caller's (gRPC's own is 4 MiB)
     */
    default BatchMapHttpStatusesResponse batchMapHttpStatuses(int[] httpStatuses, String convention) {
        return batchMapHttpStatuses(IntStream.of(httpStatuses), convention);
    }

    /**
     * As {@link #batchMapHttpStatuses(int[], String)}, under the convention {@code google-apis}.
     *
     * @param httpStatuses any numbers
     * @return their codes
     */
    default BatchMapHttpStatusesResponse batchMapHttpStatuses(Collection<Integer> httpStatuses) {
        return batchMapHttpStatuses(httpStatuses, "");
    }

    /**
     * As {@link #batchMapHttpStatuses(int[], String)}.
     *
     * @param httpStatuses any numbers
     * @param convention its id
     * @return their codes
     */
    default BatchMapHttpStatusesResponse batchMapHttpStatuses(Collection<Integer> httpStatuses, String convention) {
        return batchMapHttpStatuses(httpStatuses.stream().mapToInt(Integer::intValue), convention);
    }

    /**
     * As {@link #batchMapHttpStatuses(int[], String)}, under the convention {@code google-apis}.
     *
     * @param httpStatuses any numbers; the stream is closed
     * @return their codes
     */
    default BatchMapHttpStatusesResponse batchMapHttpStatuses(IntStream httpStatuses) {
        return batchMapHttpStatuses(httpStatuses, "");
    }

    /**
     * As {@link #batchMapHttpStatuses(int[], String)}.
     *
     * @param httpStatuses any numbers; the stream is closed
     * @param convention its id
     * @return their codes
     */
    default BatchMapHttpStatusesResponse batchMapHttpStatuses(IntStream httpStatuses, String convention) {
        return batchMapHttpStatuses(Requests.batchMapHttpStatuses(httpStatuses, convention));
    }

    /**
     * As {@link #batchMapHttpStatuses(int[], String)}.
     *
     * @param request the whole question
     * @return their codes
     */
    default BatchMapHttpStatusesResponse batchMapHttpStatuses(BatchMapHttpStatusesRequest request) {
        return ask(StatusMapServiceGrpc.getBatchMapHttpStatusesMethod(), request);
    }

    /**
     * {@return one code of a batch or a stream as a constant of gRPC; empty for {@link #NO_ANSWER} and {@link
     * #NOT_HTTP_STATUS}}
     *
     * @param grpcCode as the answer has it
     */
    static Optional<Code> codeOf(int grpcCode) {
        return grpcCode == NO_ANSWER || grpcCode == NOT_HTTP_STATUS
                ? Optional.empty()
                : Optional.of(io.grpc.Status.fromCodeValue(grpcCode).getCode());
    }
}
