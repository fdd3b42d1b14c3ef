package example.statusmap;

import example.statusmap.v1.StreamMapHttpStatusesRequest;
import example.statusmap.v1.SummarizeStatusesRequest;
import example.statusmap.v1.SummarizeStatusesResponse;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.BaseStream;

/**
 * The questions for any number of statuses: logs, larger than the memory too. {@link StatusMapClient} says what holds for
 * all of them, except that these have no deadline unless {@link StatusMapClient#withDeadline} gives one, or gRPC's
 * {@code Context}.
 *
 * <p>A source is an {@code IntStream} or a {@code Stream<Integer>}, which is closed when the call ends, or an {@code
 * Iterable<Integer>}: a list, or {@code () -> iterator}. It is read by the thread that asks, as fast as the service takes
 * it, and sent 10,000 statuses at a time: a source that grows slowly has the answer wait for a full chunk, unless the
 * requests are made by the caller. What the source throws comes as it is, and ends the call. A call is tried again only
 * as long as nothing was answered, and what was sent is little.
 */
public interface StreamQuestions {
    /**
     * As {@link #streamMapHttpStatuses(BaseStream, String)}, under the convention {@code google-apis}.
     *
     * @param httpStatuses any numbers
     * @return their codes
     */
    default MappedChunks streamMapHttpStatuses(BaseStream<Integer, ?> httpStatuses) {
        return streamMapHttpStatuses(httpStatuses, "");
    }

    /**
     * Tells which gRPC codes HTTP statuses become under a convention, in their order, a chunk of 10,000 in each answer: a
     * step of an iterator for every code would cost more than the code does. Each answer has the codes of its chunk as
     * those of {@link BatchQuestions#batchMapHttpStatuses(int[], String)}, and {@code answered}, the count so far; the
     * first names the convention and its source, also if there are no statuses.
     *
     * @param httpStatuses any numbers
     * @param convention for instance {@code envoy}; {@link ConventionQuestions#listConventions()} has all; empty is
     *     {@code google-apis}
     * @return the answers, to be read to the end or closed. To read them throws {@link StatusMapException}, with {@link
     *     StatusMapException#answered()}: INVALID_ARGUMENT with {@link Reasons#CONVENTION_UNKNOWN}; FAILED_PRECONDITION
     *     with {@link Reasons#DIRECTION_NOT_COVERED}; UNAVAILABLE with {@link Reasons#SERVER_DRAINING}; INTERNAL if the
     *     service ended the stream too early
     */
    MappedChunks streamMapHttpStatuses(BaseStream<Integer, ?> httpStatuses, String convention);

    /**
     * As {@link #streamMapHttpStatuses(BaseStream, String)}, under the convention {@code google-apis}.
     *
     * @param httpStatuses any numbers
     * @return their codes
     */
    default MappedChunks streamMapHttpStatuses(Iterable<Integer> httpStatuses) {
        return streamMapHttpStatuses(httpStatuses, "");
    }

    /**
     * As {@link #streamMapHttpStatuses(BaseStream, String)}.
     *
     * @param httpStatuses any numbers
     * @param convention its id
     * @return their codes
     */
    default MappedChunks streamMapHttpStatuses(Iterable<Integer> httpStatuses, String convention) {
        return streamMapHttpStatuses(Chunks.toMap(httpStatuses.iterator(), convention));
    }

    /**
     * As {@link #streamMapHttpStatuses(BaseStream, String)}, in chunks of the caller's: there is an answer for each
     * request.
     *
     * @param requests the first one names the convention
     * @return their answers; to read them also throws INVALID_ARGUMENT with {@link Reasons#CONVENTION_CHANGED}
     */
    MappedChunks streamMapHttpStatuses(Iterator<StreamMapHttpStatusesRequest> requests);

    /**
     * As {@link #summarizeStatuses(BaseStream, String, String)}, under the convention {@code google-apis}.
     *
     * @param httpStatuses any numbers
     * @return the counts
     */
    default SummarizeStatusesResponse summarizeStatuses(BaseStream<Integer, ?> httpStatuses) {
        return summarizeStatuses(httpStatuses, "", "");
    }

    /**
     * Counts statuses by class, status, gRPC code, error verdict and retry advice, and tells which responses would change
     * their gRPC code under a second convention.
     *
     * @param httpStatuses any numbers; what is not 100 to 599 is counted as invalid
     * @param convention as for {@link #streamMapHttpStatuses(BaseStream, String)}
     * @param against the id of the second convention; empty is none, and then the answer has no {@code impact}
     * @return the counts, and their shares from 0 to 1
     * @throws StatusMapException INVALID_ARGUMENT with {@link Reasons#CONVENTION_UNKNOWN}; FAILED_PRECONDITION with
     *     {@link Reasons#DIRECTION_NOT_COVERED}; UNAVAILABLE with {@link Reasons#SERVER_DRAINING}
     */
    default SummarizeStatusesResponse summarizeStatuses(
            BaseStream<Integer, ?> httpStatuses, String convention, String against) {
        try (httpStatuses) {
            return summarizeStatuses(Chunks.toCount(httpStatuses.iterator(), convention, against));
        }
    }

    /**
     * As {@link #summarizeStatuses(BaseStream, String, String)}, under the convention {@code google-apis}.
     *
     * @param httpStatuses any numbers
     * @return the counts
     */
    default SummarizeStatusesResponse summarizeStatuses(Iterable<Integer> httpStatuses) {
        return summarizeStatuses(httpStatuses, "", "");
    }

    /**
     * As {@link #summarizeStatuses(BaseStream, String, String)}.
     *
     * @param httpStatuses any numbers
     * @param convention its id
     * @param against the id of the second convention, or empty
     * @return the counts
     */
    default SummarizeStatusesResponse summarizeStatuses(
            Iterable<Integer> httpStatuses, String convention, String against) {
        return summarizeStatuses(Chunks.toCount(httpStatuses.iterator(), convention, against));
    }

    /**
     * As {@link #summarizeStatuses(Map, String, String)}, under the convention {@code google-apis}.
     *
     * @param weights how often each status occurred
     * @return the counts
     */
    default SummarizeStatusesResponse summarizeStatuses(Map<Integer, Long> weights) {
        return summarizeStatuses(weights, "", "");
    }

    /**
     * As {@link #summarizeStatuses(BaseStream, String, String)}, for statuses that were counted before.
     *
     * @param weights how often each status occurred, 0 or more
     * @param convention its id
     * @param against the id of the second convention, or empty
     * @return the counts
     * @throws StatusMapException also {@link Reasons#WEIGHT_NEGATIVE} and {@link Reasons#WEIGHTS_TOO_LARGE}
     */
    default SummarizeStatusesResponse summarizeStatuses(Map<Integer, Long> weights, String convention, String against) {
        return summarizeStatuses(Chunks.toCount(weights, convention, against));
    }

    /**
     * As {@link #summarizeStatuses(BaseStream, String, String)}, in chunks of the caller's.
     *
     * @param requests the first one names the conventions; without any all counts are 0
     * @return the counts
     * @throws StatusMapException also {@link Reasons#CONVENTION_CHANGED} and {@link Reasons#WEIGHTS_MISMATCHED}
     */
    SummarizeStatusesResponse summarizeStatuses(Iterator<SummarizeStatusesRequest> requests);
}
