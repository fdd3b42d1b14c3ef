package example.statusmap;

import static example.statusmap.Streaming.COUNTED;
import static example.statusmap.Streaming.ONE;
import static example.statusmap.Streaming.answer;
import static example.statusmap.Streaming.counting;
import static example.statusmap.Streaming.failure;
import static example.statusmap.Streaming.pause;
import static example.statusmap.Streaming.slowly;
import static example.statusmap.Streaming.streaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.statusmap.v1.StatusMapServiceGrpc;
import example.statusmap.v1.StreamMapHttpStatusesRequest;
import example.statusmap.v1.SummarizeStatusesResponse;
import io.grpc.Context;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ServerCalls;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the caller of a stream or a summary sees when the service or the network gives up. */
@Timeout(60)
class StreamFaultsTest {
    @Test
    void aDeadlineInTheMiddleOfAStreamSaysHowMuchWasAnswered() throws Throwable {
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address)) {
            client.lookupStatus(404);
            var hurried = client.withDeadline(Duration.ofMillis(500));
            var failure = failure(hurried.streamMapHttpStatuses(slowly(ONE, 10)));
            assertEquals(Code.DEADLINE_EXCEEDED, failure.error().code());
            assertTrue(failure.read() > 1 && failure.read() < 51, failure::toString);
            var error = assertThrows(StatusMapException.class, () -> hurried.summarizeStatuses(slowly(COUNTED, 10)));
            assertEquals(Code.DEADLINE_EXCEEDED, error.code());
            assertTrue(error.answered().isEmpty());
        }
    }

    @Test
    void theDeadlineOfTheClientIsNotThatOfStreams() throws Throwable {
        try (var server = Server.start();
                var client = StatusMapClient.builder(server.address)
                        .deadline(Duration.ofMillis(100))
                        .connect()) {
            Iterator<StreamMapHttpStatusesRequest> few =
                    Stream.of(ONE, ONE, ONE).peek(one -> pause(80)).iterator();
            assertEquals(3, client.streamMapHttpStatuses(few).stream().count());
            var log = IntStream.of(404, 404, 404).peek(one -> pause(80));
            assertEquals(3, client.summarizeStatuses(log).getTotal());
        }
    }

    @Test
    void aStreamMayHaveTheDeadlineOfTheContext() throws Throwable {
        var timer = Executors.newSingleThreadScheduledExecutor();
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address);
                var context = Context.current().withDeadlineAfter(300, TimeUnit.MILLISECONDS, timer)) {
            var failure = context.call(() -> failure(client.streamMapHttpStatuses(slowly(ONE, 10))));
            assertEquals(Code.DEADLINE_EXCEEDED, failure.error().code());
        } finally {
            timer.shutdown();
        }
    }

    @Test
    void aServerThatIsKilledInTheMiddleOfAStreamIsUnavailable() throws Throwable {
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address)) {
            var failure = failure(client.streamMapHttpStatuses(slowly(ONE, 1)), read -> {
                if (read == 20) {
                    server.kill();
                }
            });
            assertEquals(Code.UNAVAILABLE, failure.error().code());
            assertTrue(failure.read() >= 20, failure::toString);
        }
    }

    @Test
    void aServerThatDrainsSaysSoAndBothCountTheSame() throws Throwable {
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address)) {
            var failure = failure(client.streamMapHttpStatuses(slowly(ONE, 1)), read -> {
                if (read == 20) {
                    server.drain();
                }
            });
            assertEquals(Code.UNAVAILABLE, failure.error().code());
            assertEquals(Reasons.SERVER_DRAINING, failure.error().reason());
            assertEquals(
                    String.valueOf(failure.read()), failure.error().metadata().get("answered"));
        }
    }

    @Test
    void aServerThatIsKilledInTheMiddleOfASummaryIsUnavailable() throws Throwable {
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address)) {
            var sent = new AtomicInteger();
            var requests = Stream.generate(() -> {
                pause(1);
                if (sent.incrementAndGet() == 20) {
                    server.kill();
                }
                return COUNTED;
            });
            var error = assertThrows(StatusMapException.class, () -> client.summarizeStatuses(requests.iterator()));
            assertEquals(Code.UNAVAILABLE, error.code());
        }
    }

    @Test
    void aServerThatIsAwayHasAnsweredNothing() {
        try (var client = StatusMapClient.connect("127.0.0.1:1")) {
            var closed = new AtomicBoolean();
            var log = IntStream.of(404).onClose(() -> closed.set(true));
            var failure = failure(client.streamMapHttpStatuses(log));
            assertEquals(Code.UNAVAILABLE, failure.error().code());
            assertEquals(0, failure.read());
            assertTrue(closed.get());
            var error = assertThrows(StatusMapException.class, () -> client.summarizeStatuses(List.of(404)));
            assertEquals(Code.UNAVAILABLE, error.code());
        }
    }

    @Test
    void aServerThatRefusesTheFirstRequestsIsAskedThemAgain() throws Throwable {
        var calls = new AtomicInteger();
        try (var service = streaming(answers -> {
                    boolean refuses = calls.incrementAndGet() < 3;
                    return new Streaming.OnRequest<>(answers, () -> {
                        if (refuses) {
                            answers.onError(Status.UNAVAILABLE.asRuntimeException());
                        } else {
                            answers.onNext(answer(1));
                        }
                    });
                });
                var client = StatusMapClient.connect(service.address())) {
            assertEquals(
                    List.of(answer(1)),
                    client.streamMapHttpStatuses(List.of(404)).stream().toList());
            assertEquals(3, calls.get());
        }
    }

    @Test
    void aServerThatFailsAfterSomeAnswersDoesNotTakeThoseAway() throws Throwable {
        var asked = new AtomicLong();
        try (var service = streaming(answers -> new Streaming.OnRequest<>(answers, () -> {
                    long now = asked.incrementAndGet();
                    if (now <= 5) {
                        answers.onNext(answer(now));
                    }
                    if (now == 5) {
                        answers.onError(Status.ABORTED.asRuntimeException());
                    }
                }));
                var client = StatusMapClient.connect(service.address())) {
            var requests = Collections.nCopies(8, ONE).iterator();
            var failure = failure(client.streamMapHttpStatuses(requests), read -> pause(50));
            assertEquals(Code.ABORTED, failure.error().code());
            assertEquals(5, failure.read());
        }
    }

    @Test
    void aServerThatEndsTooEarlyDoesNotGoUnnoticed() throws Throwable {
        try (var service = streaming(answers -> new Streaming.OnRequest<>(answers, () -> {
                    answers.onNext(answer(1));
                    answers.onCompleted();
                }));
                var client = StatusMapClient.connect(service.address())) {
            var failure = failure(client.streamMapHttpStatuses(slowly(ONE, 20)));
            assertEquals(Code.INTERNAL, failure.error().code());
            assertEquals(1, failure.read());
        }
        try (var service = counting(answers -> new Streaming.OnRequest<>(answers, () -> {
                    answers.onNext(SummarizeStatusesResponse.getDefaultInstance());
                    answers.onCompleted();
                }));
                var client = StatusMapClient.connect(service.address())) {
            var error = assertThrows(StatusMapException.class, () -> client.summarizeStatuses(slowly(COUNTED, 20)));
            assertEquals(Code.INTERNAL, error.code());
        }
    }

    /** A server that breaks the contract, which gRPC itself would not have it do. */
    @Test
    void aSummaryHasOneAnswer() throws Throwable {
        for (int count : new int[] {0, 2}) {
            var method = StatusMapServiceGrpc.getSummarizeStatusesMethod().toBuilder()
                    .setType(MethodType.BIDI_STREAMING)
                    .build();
            var service = ServerServiceDefinition.builder(StatusMapServiceGrpc.SERVICE_NAME)
                    .addMethod(
                            method,
                            ServerCalls.asyncBidiStreamingCall(answers -> new Streaming.OnRequest<>(answers, () -> {
                                for (int answer = 0; answer < count; answer++) {
                                    answers.onNext(SummarizeStatusesResponse.getDefaultInstance());
                                }
                            })))
                    .build();
            try (var fake = new Fake(() -> service);
                    var client = StatusMapClient.connect(fake.address())) {
                var error = assertThrows(StatusMapException.class, () -> client.summarizeStatuses(List.of(404)));
                assertEquals(Code.INTERNAL, error.code());
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerHasTheSourceWait() throws Throwable {
        var asked = new AtomicInteger();
        try (var service = streaming(answers -> new Streaming.OnRequest<>(answers, asked::incrementAndGet));
                var client = StatusMapClient.connect(service.address())) {
            var chunks = client.streamMapHttpStatuses(slowly(ONE, 1));
            var reading = CompletableFuture.supplyAsync(() -> failure(chunks));
            Patience.eventually(() -> assertEquals(Exchange.WINDOW, asked.get()));
            Thread.sleep(200);
            assertEquals(Exchange.WINDOW, asked.get());
            chunks.close();
            assertEquals(Code.CANCELLED, reading.get().error().code());
        }
    }

    @Test
    void aServerThatDoesNotReadHasTheSourceWait() throws Throwable {
        try (var service = counting(answers -> {
                    answers.disableAutoRequest();
                    return new Streaming.OnRequest<>(answers, () -> {});
                });
                var client = StatusMapClient.connect(service.address())) {
            var read = new AtomicLong();
            var endless = IntStream.generate(() -> {
                read.incrementAndGet();
                return 404;
            });
            var summary = CompletableFuture.runAsync(() -> client.summarizeStatuses(endless));
            Patience.eventually(() -> assertTrue(read.get() > 0));
            Thread.sleep(400);
            long then = read.get();
            Thread.sleep(200);
            assertEquals(then, read.get());
            // gRPC's buffer for retries and HTTP/2's windows take some 2 MB.
            assertTrue(then < 2_000_000, () -> "read: " + then);
            client.close();
            var error = assertThrows(ExecutionException.class, summary::get);
            assertEquals(
                    Code.UNAVAILABLE, Status.fromThrowable(error.getCause()).getCode());
        }
    }
}
