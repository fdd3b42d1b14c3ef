package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import example.statusmap.v1.StatusMapServiceGrpc;
import example.statusmap.v1.StatusMapServiceGrpc.StatusMapServiceImplBase;
import example.statusmap.v1.StreamMapHttpStatusesRequest;
import example.statusmap.v1.StreamMapHttpStatusesResponse;
import example.statusmap.v1.SummarizeStatusesRequest;
import example.statusmap.v1.SummarizeStatusesResponse;
import io.grpc.Context;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a caller of a stream or a summary sees when the service, the network or the caller itself gives up. */
@Timeout(60)
class StreamFaultsTest {
    private static final StreamMapHttpStatusesRequest ONE =
            StreamMapHttpStatusesRequest.newBuilder().addHttpStatuses(404).build();
    private static final SummarizeStatusesRequest COUNTED =
            SummarizeStatusesRequest.newBuilder().addHttpStatuses(404).build();

    /** The same request for ever, some milliseconds between them. */
    private static <Q> Iterator<Q> slowly(Q request, int pauseMs) {
        return Stream.generate(() -> {
                    pause(pauseMs);
                    return request;
                })
                .iterator();
    }

    private static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private record Failure(StatusMapException error, long read) {}

    /** Reads all; gives the error, and how many codes came before it. */
    private static Failure failure(MappedChunks chunks, LongConsumer onAnswer) {
        long read = 0;
        try {
            for (var chunk : chunks) {
                read += chunk.getGrpcCodesCount();
                onAnswer.accept(read);
            }
        } catch (StatusMapException error) {
            assertEquals(read, error.answered().orElseThrow());
            assertEquals(read, chunks.answered());
            return new Failure(error, read);
        }
        return fail("the stream did not fail");
    }

    private static Failure failure(MappedChunks chunks) {
        return failure(chunks, read -> {});
    }

    /** Streams as the test says. */
    private static Fake streaming(Streams<StreamMapHttpStatusesRequest, StreamMapHttpStatusesResponse> handler)
            throws IOException {
        return new Fake(new StatusMapServiceImplBase() {
            @Override
            public StreamObserver<StreamMapHttpStatusesRequest> streamMapHttpStatuses(
                    StreamObserver<StreamMapHttpStatusesResponse> answers) {
                return handler.apply((ServerCallStreamObserver<StreamMapHttpStatusesResponse>) answers);
            }
        });
    }

    /** Counts as the test says. */
    private static Fake counting(Streams<SummarizeStatusesRequest, SummarizeStatusesResponse> handler)
            throws IOException {
        return new Fake(new StatusMapServiceImplBase() {
            @Override
            public StreamObserver<SummarizeStatusesRequest> summarizeStatuses(
                    StreamObserver<SummarizeStatusesResponse> answers) {
                return handler.apply((ServerCallStreamObserver<SummarizeStatusesResponse>) answers);
            }
        });
    }

    @FunctionalInterface
    private interface Streams<Q, A> {
        StreamObserver<Q> apply(ServerCallStreamObserver<A> answers);
    }

    /** What is done with each request; the end of the requests ends the answers. */
    private record OnRequest<Q>(StreamObserver<?> answers, Runnable task) implements StreamObserver<Q> {
        @Override
        public void onNext(Q request) {
            task.run();
        }

        @Override
        public void onError(Throwable cancelled) {}

        @Override
        public void onCompleted() {
            try {
                answers.onCompleted();
            } catch (IllegalStateException ended) {
                // By the task.
            }
        }
    }

    private static StreamMapHttpStatusesResponse answer(long answered) {
        return StreamMapHttpStatusesResponse.newBuilder()
                .addGrpcCodes(5)
                .setAnswered(answered)
                .build();
    }

    @Test
    void aDeadlineInTheMiddleOfAStreamSaysHowMuchWasAnswered() throws Throwable {
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address)) {
            client.lookupStatus(404);
            var hurried = client.withDeadline(Duration.ofMillis(500));
            var failure = failure(hurried.streamMapHttpStatuses(slowly(ONE, 10)));
            assertEquals(Code.DEADLINE_EXCEEDED, failure.error.code());
            assertTrue(failure.read > 1 && failure.read < 51, failure::toString);
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
            assertEquals(Code.DEADLINE_EXCEEDED, failure.error.code());
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
            assertEquals(Code.UNAVAILABLE, failure.error.code());
            assertTrue(failure.read >= 20, failure::toString);
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
            assertEquals(Code.UNAVAILABLE, failure.error.code());
            assertEquals(Reasons.SERVER_DRAINING, failure.error.reason());
            assertEquals(String.valueOf(failure.read), failure.error.metadata().get("answered"));
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
            assertEquals(Code.UNAVAILABLE, failure.error.code());
            assertEquals(0, failure.read);
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
                    return new OnRequest<>(answers, () -> {
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
        try (var service = streaming(answers -> new OnRequest<>(answers, () -> {
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
            assertEquals(Code.ABORTED, failure.error.code());
            assertEquals(5, failure.read);
        }
    }

    @Test
    void aServerThatEndsTooEarlyDoesNotGoUnnoticed() throws Throwable {
        try (var service = streaming(answers -> new OnRequest<>(answers, () -> {
                    answers.onNext(answer(1));
                    answers.onCompleted();
                }));
                var client = StatusMapClient.connect(service.address())) {
            var failure = failure(client.streamMapHttpStatuses(slowly(ONE, 20)));
            assertEquals(Code.INTERNAL, failure.error.code());
            assertEquals(1, failure.read);
        }
        try (var service = counting(answers -> new OnRequest<>(answers, () -> {
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
                            ServerCalls.asyncBidiStreamingCall(answers -> new OnRequest<>(answers, () -> {
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
    void aServerThatDoesNotReadHasTheSourceWait() throws Throwable {
        try (var service = counting(answers -> {
                    answers.disableAutoRequest();
                    return new OnRequest<>(answers, () -> {});
                });
                var client = StatusMapClient.connect(service.address())) {
            var read = new AtomicLong();
            var endless = IntStream.generate(() -> {
                read.incrementAndGet();
                return 404;
            });
            var hurried = client.withDeadline(Duration.ofSeconds(1));
            var summary = CompletableFuture.runAsync(() -> hurried.summarizeStatuses(endless));
            Thread.sleep(700);
            long then = read.get();
            Thread.sleep(200);
            assertEquals(then, read.get());
            // gRPC's buffer for retries and HTTP/2's windows take some 2 MB.
            assertTrue(then > 0 && then < 2_000_000, () -> "read: " + then);
            var error = assertThrows(ExecutionException.class, summary::get);
            assertEquals(
                    Code.DEADLINE_EXCEEDED,
                    Status.fromThrowable(error.getCause()).getCode());
        }
    }

    @Test
    void toCloseEarlyEndsTheCallAtTheServerToo() throws Throwable {
        var cancelled = new CountDownLatch(1);
        try (var service = streaming(answers -> {
                    answers.setOnCancelHandler(cancelled::countDown);
                    return new OnRequest<>(answers, () -> answers.onNext(answer(1)));
                });
                var client = StatusMapClient.connect(service.address())) {
            Iterator<StreamMapHttpStatusesResponse> left;
            try (var chunks = client.streamMapHttpStatuses(slowly(ONE, 1))) {
                left = chunks.iterator();
                assertEquals(answer(1), left.next());
            }
            assertTrue(cancelled.await(10, TimeUnit.SECONDS));
            assertFalse(left.hasNext());
        }
    }

    @Test
    void toCloseAStreamOfAnswersEndsTheCallToo() throws Throwable {
        var cancelled = new CountDownLatch(1);
        try (var service = streaming(answers -> {
                    answers.setOnCancelHandler(cancelled::countDown);
                    return new OnRequest<>(answers, () -> answers.onNext(answer(1)));
                });
                var client = StatusMapClient.connect(service.address())) {
            var source = new AtomicBoolean();
            var endless = IntStream.generate(() -> 404).onClose(() -> source.set(true));
            try (var answers = client.streamMapHttpStatuses(endless).stream()) {
                assertEquals(2, answers.limit(2).count());
            }
            assertTrue(cancelled.await(10, TimeUnit.SECONDS));
            assertTrue(source.get());
        }
    }

    @Test
    void anotherThreadMayCloseWhatWaits() throws Throwable {
        var arrived = new CountDownLatch(1);
        try (var service = streaming(answers -> new OnRequest<>(answers, arrived::countDown));
                var client = StatusMapClient.connect(service.address())) {
            // Its requests have no end and no answer.
            var chunks = client.streamMapHttpStatuses(slowly(ONE, 1));
            var reading = CompletableFuture.supplyAsync(() -> failure(chunks));
            assertTrue(arrived.await(10, TimeUnit.SECONDS));
            Thread.sleep(100);
            chunks.close();
            assertEquals(Code.CANCELLED, reading.get(10, TimeUnit.SECONDS).error.code());
        }
    }

    @Test
    void aThreadThatIsInterruptedEndsTheCallAtTheServerToo() throws Throwable {
        var arrived = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        try (var service = streaming(answers -> {
                    answers.setOnCancelHandler(cancelled::countDown);
                    return new OnRequest<>(answers, arrived::countDown);
                });
                var client = StatusMapClient.connect(service.address())) {
            var caller = Thread.currentThread();
            var later = CompletableFuture.runAsync(() -> {
                try {
                    assertTrue(arrived.await(10, TimeUnit.SECONDS));
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
                caller.interrupt();
            });
            var failure = failure(client.streamMapHttpStatuses(IntStream.generate(() -> 404)));
            assertTrue(Thread.interrupted());
            assertEquals(Code.CANCELLED, failure.error.code());
            later.join();
            assertTrue(cancelled.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatTheSourceThrowsComesAsItIs() throws Throwable {
        var cancelled = new CountDownLatch(1);
        try (var service = streaming(answers -> {
                    answers.setOnCancelHandler(cancelled::countDown);
                    return new OnRequest<>(answers, () -> answers.onNext(answer(1)));
                });
                var server = Server.start();
                var counting = StatusMapClient.connect(server.address);
                var client = StatusMapClient.connect(service.address())) {
            // Even if it looks like an error of the service.
            var broken = new StatusRuntimeException(Status.DATA_LOSS);
            var closed = new AtomicBoolean();
            UnaryOperator<Integer> step = before -> {
                if (before == 404 + Chunks.SIZE * 3 / 2) {
                    throw broken;
                }
                return before + 1;
            };
            var chunks = client.streamMapHttpStatuses(Stream.iterate(404, step).onClose(() -> closed.set(true)));
            var thrown = assertThrows(
                    StatusRuntimeException.class, () -> chunks.iterator().forEachRemaining(chunk -> {}));
            assertEquals(broken, thrown);
            assertTrue(closed.get());
            assertTrue(cancelled.await(10, TimeUnit.SECONDS));
            assertEquals(
                    broken,
                    assertThrows(
                            StatusRuntimeException.class, () -> counting.summarizeStatuses(Stream.iterate(404, step))));
        }
    }

    @Test
    void closeOfTheClientEndsStreams() throws Throwable {
        try (var server = Server.start()) {
            var client = StatusMapClient.connect(server.address);
            var failure = failure(client.streamMapHttpStatuses(slowly(ONE, 1)), read -> {
                if (read == 10) {
                    client.close();
                }
            });
            assertEquals(Code.UNAVAILABLE, failure.error.code());
        }
    }

    @Test
    void twentyThreadsGetTheirOwnAnswers() throws Throwable {
        var threads = Executors.newFixedThreadPool(20);
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address)) {
            var callers = IntStream.range(0, 20)
                    .mapToObj(caller -> threads.submit(() -> {
                        int[] statuses = IntStream.range(0, 30_000)
                                .map(index -> 100 + (caller * 17 + index) % 500)
                                .toArray();
                        var streamed = client.streamMapHttpStatuses(IntStream.of(statuses)).stream()
                                .flatMap(chunk -> chunk.getGrpcCodesList().stream())
                                .toList();
                        return streamed.equals(
                                client.batchMapHttpStatuses(statuses).getGrpcCodesList());
                    }))
                    .toList();
            for (var caller : callers) {
                assertTrue(caller.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
