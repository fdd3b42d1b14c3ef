package example.statusmap;

import static example.statusmap.Streaming.ONE;
import static example.statusmap.Streaming.answer;
import static example.statusmap.Streaming.failure;
import static example.statusmap.Streaming.slowly;
import static example.statusmap.Streaming.streaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.statusmap.v1.StreamMapHttpStatusesResponse;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a stream or a summary when its caller or its source gives up, and of many at once. */
@Timeout(60)
class StreamCallersTest {
    @Test
    void toCloseEarlyEndsTheCallAtTheServerToo() throws Throwable {
        var cancelled = new CountDownLatch(1);
        try (var service = streaming(answers -> {
                    answers.setOnCancelHandler(cancelled::countDown);
                    return new Streaming.OnRequest<>(answers, () -> answers.onNext(answer(1)));
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
                    return new Streaming.OnRequest<>(answers, () -> answers.onNext(answer(1)));
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
        try (var service = streaming(answers -> new Streaming.OnRequest<>(answers, arrived::countDown));
                var client = StatusMapClient.connect(service.address())) {
            // Its requests have no end and no answer.
            var chunks = client.streamMapHttpStatuses(slowly(ONE, 1));
            var reading = CompletableFuture.supplyAsync(() -> failure(chunks));
            assertTrue(arrived.await(10, TimeUnit.SECONDS));
            Thread.sleep(100);
            chunks.close();
            assertEquals(
                    Code.CANCELLED, reading.get(10, TimeUnit.SECONDS).error().code());
        }
    }

    @Test
    void aThreadThatIsInterruptedEndsTheCallAtTheServerToo() throws Throwable {
        var arrived = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        try (var service = streaming(answers -> {
                    answers.setOnCancelHandler(cancelled::countDown);
                    return new Streaming.OnRequest<>(answers, arrived::countDown);
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
            assertEquals(Code.CANCELLED, failure.error().code());
            later.join();
            assertTrue(cancelled.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatTheSourceThrowsComesAsItIs() throws Throwable {
        var cancelled = new CountDownLatch(1);
        try (var service = streaming(answers -> {
                    answers.setOnCancelHandler(cancelled::countDown);
                    return new Streaming.OnRequest<>(answers, () -> answers.onNext(answer(1)));
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
            assertEquals(Code.UNAVAILABLE, failure.error().code());
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
