package example.statusmap;

import com.google.protobuf.Timestamp;
import example.statusmap.v1.AdviseRetryRequest;
import example.statusmap.v1.AdviseRetryResponse;
import example.statusmap.v1.MapHttpStatusRequest;
import example.statusmap.v1.MapHttpStatusResponse;
import example.statusmap.v1.StatusMapServiceGrpc;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Reads responses of {@code java.net.http}: which gRPC code one becomes, and whether to send its request again.
 *
 * <pre>{@code
 * ResponseReader reader = ResponseReader.of(client);
 * HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
 * Reading reading = reader.read(response);
 * if (reading.mayRetry()) {
 *     Thread.sleep(reading.delay().toMillis());
 * }
 * }</pre>
 *
 * <p>The status, Retry-After and Date of the response count, and the method and Idempotency-Key of its request; its body
 * is not touched. The time of receipt is that of Date, since a date in Retry-After is by the same clock, or else now.
 *
 * <p>It does not fail because the service is away. When the service does not answer in time, or refuses the question, the
 * reading is a fallback and says so: OK for 200 to 299, UNKNOWN for all others, and no advice. For a while nothing is
 * asked then, so that callers do not wait one by one. Only what the program can mend is an error: a convention that is
 * not known, or that does not map HTTP statuses.
 *
 * <p>Answers are kept, since they change only with the service's catalogue; advice by all that it depends on, and not
 * where Retry-After is a date. Any number of threads may use a reader at once.
 */
public final class ResponseReader {
    // What tells that the service is away. Other codes are its word about a question.
    private static final Set<Code> AWAY = Set.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.RESOURCE_EXHAUSTED);
    private static final Set<String> MISTAKES = Set.of(Reasons.CONVENTION_UNKNOWN, Reasons.DIRECTION_NOT_COVERED);
    // For a thread that gRPC cannot wake: its own deadlines come first.
    private static final Duration GRACE = Duration.ofMillis(250);

    private final StatusMapClient client;
    private final ResponseReaderBuilder choices;
    private final Cache<MapHttpStatusRequest, MapHttpStatusResponse> mappings;
    private final Cache<AdviseRetryRequest, AdviseRetryResponse> advice;
    private final AtomicLong resumeNanos = new AtomicLong(System.nanoTime());

    ResponseReader(StatusMapClient client, ResponseReaderBuilder choices) {
        this.client = client;
        this.choices = choices;
        mappings = new Cache<>(choices.cacheSize, choices.cacheAge.toNanos(), System::nanoTime);
        advice = new Cache<>(choices.cacheSize, choices.cacheAge.toNanos(), System::nanoTime);
    }

    /**
     * A reader with the defaults of {@link #builder}.
     *
     * @param client whom to ask
     * @return a reader
     */
    public static ResponseReader of(StatusMapClient client) {
        return builder(client).build();
    }

    /**
     * Begins a reader with choices of its own.
     *
     * @param client whom to ask
     * @return the choices
     */
    public static ResponseReaderBuilder builder(StatusMapClient client) {
        return new ResponseReaderBuilder(client);
    }

    /**
     * Reads the response to a first attempt.
     *
     * @param response of any body
     * @return what it means
     * @throws StatusMapException only for a convention that the service refuses
     */
    public Reading read(HttpResponse<?> response) {
        return read(response, 1);
    }

    /**
     * Reads a response. A thread that is interrupted gets a fallback, and stays interrupted.
     *
     * @param response of any body
     * @param attempt which attempt got it: 1 is the first, and backoff grows with it
     * @return what it means
     * @throws StatusMapException only for a convention that the service refuses
     */
    public Reading read(HttpResponse<?> response, int attempt) {
        CompletableFuture<Reading> reading = readAsync(response, attempt);
        try {
            return reading.get(choices.timeout.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return fallback(response, Status.CANCELLED.withDescription("the thread was interrupted"));
        } catch (TimeoutException late) {
            return fallback(response, Status.DEADLINE_EXCEEDED.withDescription("gRPC did not come back"));
        } catch (ExecutionException mistake) {
            throw failure(mistake.getCause());
        }
    }

    /**
     * As {@link #read(HttpResponse)} without waiting: {@code http.sendAsync(...).thenCompose(reader::readAsync)}.
     *
     * @param response of any body
     * @return what it means; it fails as {@link #read(HttpResponse)} does
     */
    public CompletableFuture<Reading> readAsync(HttpResponse<?> response) {
        return readAsync(response, 1);
    }

    /**
     * As {@link #read(HttpResponse, int)} without waiting.
     *
     * @param response of any body
     * @param attempt which attempt got it: 1 is the first, and backoff grows with it
     * @return what it means; it fails as {@link #read(HttpResponse, int)} does
     */
    public CompletableFuture<Reading> readAsync(HttpResponse<?> response, int attempt) {
        Deadline end = Deadline.after(choices.timeout.toNanos(), TimeUnit.NANOSECONDS);
        var mapping = Outcome.of(mapping(response.statusCode(), end));
        var retry = Outcome.of(advice(question(response, attempt), end));
        return mapping.thenCombine(retry, (mapped, advised) -> {
            var failure = Stream.of(mapped.failure, advised.failure)
                    .flatMap(Optional::stream)
                    .findFirst();
            failure.filter(error -> MISTAKES.contains(error.reason())).ifPresent(error -> {
                throw error;
            });
            return Reading.of(response.statusCode(), mapped.answer, advised.answer, failure);
        });
    }

    /** An answer, or why there is none. */
    private record Outcome<A>(Optional<A> answer, Optional<StatusMapException> failure) {
        static <A> CompletableFuture<Outcome<A>> of(CompletableFuture<A> asked) {
            return asked.handle((answer, error) -> new Outcome<>(
                    Optional.ofNullable(answer), Optional.ofNullable(error).map(ResponseReader::failure)));
        }
    }

    private CompletableFuture<MapHttpStatusResponse> mapping(int httpStatus, Deadline end) {
        MapHttpStatusRequest request = Requests.mapHttpStatus(httpStatus, choices.convention);
        return ask(StatusMapServiceGrpc.getMapHttpStatusMethod(), request, mappings, end);
    }

    private CompletableFuture<AdviseRetryResponse> advice(AdviseRetryRequest request, Deadline end) {
        // A time until a date is another one with every moment.
        var kept = request.hasReceivedAt() ? null : advice;
        return ask(StatusMapServiceGrpc.getAdviseRetryMethod(), request, kept, end)
                .exceptionallyCompose(error -> {
                    if (!failure(error).reason().equals(Reasons.RETRY_AFTER_INVALID)) {
                        return CompletableFuture.failedFuture(error);
                    }
                    // What a server wrote there is nobody's mistake here: without it there is still advice.
                    AdviseRetryRequest bare = request.toBuilder()
                            .clearRetryAfter()
                            .clearReceivedAt()
                            .build();
                    return ask(StatusMapServiceGrpc.getAdviseRetryMethod(), bare, advice, end);
                });
    }

    private <Q, A> CompletableFuture<A> ask(MethodDescriptor<Q, A> method, Q request, Cache<Q, A> cache, Deadline end) {
        A known = cache == null ? null : cache.get(request);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        long left = end.timeRemaining(TimeUnit.NANOSECONDS);
        if (left <= 0 || System.nanoTime() - resumeNanos.get() < 0) {
            return CompletableFuture.failedFuture(new StatusMapException(
                    Status.UNAVAILABLE.withDescription("the service did not answer a moment ago, and was not asked")));
        }
        return client.withDeadline(Duration.ofNanos(left))
                .async()
                .ask(method, request)
                .whenComplete((answer, error) -> {
                    if (error == null && cache != null) {
                        cache.put(request, answer);
                    } else if (error != null && AWAY.contains(failure(error).code())) {
                        resumeNanos.set(System.nanoTime() + choices.pause.toNanos());
                    }
                });
    }

    private AdviseRetryRequest question(HttpResponse<?> response, int attempt) {
        HttpHeaders sent = response.request().headers();
        String retryAfter =
                response.headers().firstValue("Retry-After").orElse("").strip();
        var question = Requests.adviseRetry(
                        response.statusCode(), response.request().method())
                .toBuilder()
                .setRetryAfter(retryAfter)
                .setIdempotencyKey(sent.firstValue("Idempotency-Key").isPresent()
                        || sent.firstValue("X-Idempotency-Key").isPresent())
                .setAttempt(attempt)
                .setRole(choices.role);
        if (!retryAfter.chars().allMatch(letter -> letter >= '0' && letter <= '9')) {
            Instant received = receivedAt(response.headers());
            question.setReceivedAt(
                    Timestamp.newBuilder().setSeconds(received.getEpochSecond()).setNanos(received.getNano()));
        }
        return question.build();
    }

    private static Instant receivedAt(HttpHeaders headers) {
        try {
            return headers.firstValue("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .orElseGet(Instant::now);
        } catch (DateTimeException unreadable) {
            return Instant.now();
        }
    }

    private static Reading fallback(HttpResponse<?> response, Status why) {
        return Reading.of(
                response.statusCode(), Optional.empty(), Optional.empty(), Optional.of(new StatusMapException(why)));
    }

    private static StatusMapException failure(Throwable error) {
        Throwable cause = error instanceof CompletionException wrapped ? wrapped.getCause() : error;
        return cause instanceof StatusMapException known
                ? known
                : new StatusMapException(Status.UNKNOWN.withCause(cause).withDescription(String.valueOf(cause)));
    }
}
