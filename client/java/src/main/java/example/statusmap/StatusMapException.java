package example.statusmap;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What every call fails with. Match on the reason, never on the message:
 *
 * <pre>{@code
 * } catch (StatusMapException failure) {
 *     if (failure.reason().equals(Reasons.CONVENTION_UNKNOWN)) {
 *         log("did you mean " + failure.metadata().get("nearest"));
 *     }
 * }
 * }</pre>
 *
 * Its cause is gRPC's own exception, so that {@code io.grpc.Status.fromThrowable(failure)} works as well, and has the
 * details that are not shown here.
 */
// As gRPC's own exception inside, it does not serialise.
@SuppressWarnings("serial")
public final class StatusMapException extends RuntimeException {
    /** The domain of the errors that the service itself made. */
    public static final String DOMAIN = "statusmap.v1";

    private static final long serialVersionUID = 1;

    private final Status.Code code;
    private final String reason;
    private final String domain;
    private final Map<String, String> metadata;
    private final List<FieldViolation> fieldViolations;
    private final Duration retryDelay;
    private final OptionalLong answered;

    /**
     * A field of a request that the service refused.
     *
     * @param field its name in the contract, for instance {@code http_status}
     * @param description what is wrong with it, for people
     */
    public record FieldViolation(String field, String description) {}

    StatusMapException(StatusRuntimeException cause) {
        this(cause, OptionalLong.empty());
    }

    /** @param answered how many statuses the answers that were read of a stream are for; empty for no such stream */
    StatusMapException(StatusRuntimeException cause, OptionalLong answered) {
        super(cause.getMessage(), cause);
        List<Any> details = details(cause);
        ErrorInfo info = detail(details, ErrorInfo.getDefaultInstance());
        code = cause.getStatus().getCode();
        reason = info.getReason();
        domain = info.getDomain();
        metadata = Map.copyOf(info.getMetadataMap());
        fieldViolations = detail(details, BadRequest.getDefaultInstance()).getFieldViolationsList().stream()
                .map(violation -> new FieldViolation(violation.getField(), violation.getDescription()))
                .toList();
        var delay = detail(details, RetryInfo.getDefaultInstance()).getRetryDelay();
        retryDelay = Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
        this.answered = answered;
    }

    /** An error of this client's own. */
    StatusMapException(Status status) {
        this(status.asRuntimeException());
    }

    /** {@return the code of the call; never OK} */
    public Status.Code code() {
        return code;
    }

    /**
     * {@return one of {@link Reasons}, or empty if the error is not from the service (a connection that failed, a
     * deadline)}
     */
    public String reason() {
        return reason;
    }

    /** {@return to what the reason belongs: {@link #DOMAIN}, or that of a proxy between; empty without a reason} */
    public String domain() {
        return domain;
    }

    /** {@return more of the reason, for instance {@code nearest} with the ids close to a misspelled convention} */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** {@return the fields of the request that the service refused; empty if the error is not about a field} */
    public List<FieldViolation> fieldViolations() {
        return fieldViolations;
    }

    /** {@return how long to wait before the next attempt; empty if the service did not say} */
    public Optional<Duration> retryDelay() {
        return Optional.of(retryDelay).filter(delay -> !delay.isZero());
    }

    /**
     * {@return how many statuses were answered before a stream of {@link StreamQuestions} failed: those of all answers
     * that were read, so that the next one is the first to be asked again; empty for every other call}
     */
    public OptionalLong answered() {
        return answered;
    }

    // Details that do not parse are left out: the code and the message are worth more than a second error.
    private static List<Any> details(StatusRuntimeException cause) {
        try {
            var status = StatusProto.fromThrowable(cause);
            return status == null ? List.of() : status.getDetailsList();
        } catch (IllegalArgumentException | StatusRuntimeException malformed) {
            return List.of();
        }
    }

    private static <T extends Message> T detail(List<Any> details, T otherwise) {
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) otherwise.getClass();
        for (Any detail : details) {
            try {
                if (detail.is(type)) {
                    return detail.unpack(type);
                }
            } catch (InvalidProtocolBufferException malformed) {
                return otherwise;
            }
        }
        return otherwise;
    }
}
