package example.statusmap;

import example.statusmap.v1.AdviseRetryResponse;
import example.statusmap.v1.MapHttpStatusResponse;
import example.statusmap.v1.RetryVerdict;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What an HTTP response means to a caller that speaks gRPC.
 *
 * @param httpStatus the status of the response
 * @param code what it becomes under the convention; that of a fallback where the convention has no answer, as the mapping
 *     then says
 * @param fallback true if the service did not say the code: then it is OK for 200 to 299, and UNKNOWN for all others
 * @param mapping the rule behind the code, and how many conventions agree; empty in a fallback
 * @param advice whether and when to send the request again, and why; empty if the service gave none
 * @param failure why the mapping or the advice is missing, for logs; empty if both are there
 */
public record Reading(
        int httpStatus,
        Code code,
        boolean fallback,
        Optional<MapHttpStatusResponse> mapping,
        Optional<AdviseRetryResponse> advice,
        Optional<StatusMapException> failure) {

    static Reading of(
            int httpStatus,
            Optional<MapHttpStatusResponse> mapping,
            Optional<AdviseRetryResponse> advice,
            Optional<StatusMapException> failure) {
        Code otherwise = httpStatus >= 200 && httpStatus <= 299 ? Code.OK : Code.UNKNOWN;
        Code code = mapping.flatMap(ConventionQuestions::codeOf).orElse(otherwise);
        return new Reading(httpStatus, code, mapping.isEmpty(), mapping, advice, failure);
    }

    /** {@return whether the advice is to send the same request again; false without advice} */
    public boolean mayRetry() {
        return advice.filter(known -> known.getVerdict() == RetryVerdict.RETRY_VERDICT_RETRY)
                .isPresent();
    }

    /**
     * {@return how long to wait before the next request: what Retry-After says, or a random time of backoff, another one
     * at each call; zero without advice or where it names none}
     */
    public Duration delay() {
        return advice.map(known -> {
                    Duration minimum = duration(known.getDelay().getMinimum());
                    long range = duration(known.getDelay().getMaximum())
                            .minus(minimum)
                            .toNanos();
                    return range <= 0
                            ? minimum
                            : minimum.plusNanos(ThreadLocalRandom.current().nextLong(range + 1));
                })
                .orElse(Duration.ZERO);
    }

    private static Duration duration(com.google.protobuf.Duration message) {
        return Duration.ofSeconds(message.getSeconds(), message.getNanos());
    }
}
