package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a caller sees when the service, the network or the caller itself gives up. */
@Timeout(60)
class FaultsTest {
    private static StatusMapException failure(Runnable call) {
        return assertThrows(StatusMapException.class, call::run);
    }

    @Test
    void deadlineIsTwoSeconds() throws Throwable {
        try (var port = new SilentPort();
                var client = StatusMapClient.connect(port.address())) {
            Patience.assertTakes(1900, 4000, () -> {
                var error = failure(() -> client.lookupStatus(404));
                assertEquals(Code.DEADLINE_EXCEEDED, error.code());
                assertEquals("", error.reason());
            });
        }
    }

    @Test
    void deadlineIsThatOfTheClientOrOfTheCall() throws Throwable {
        try (var port = new SilentPort();
                var client = StatusMapClient.builder(port.address())
                        .deadline(Duration.ofMillis(400))
                        .connect()) {
            Patience.assertTakes(350, 1900, () -> failure(() -> client.lookupStatus(404)));
            var hurried = client.withDeadline(Duration.ofMillis(50));
            Patience.assertTakes(40, 340, () -> failure(() -> hurried.lookupStatus(404)));
            var patient = client.withDeadline(Duration.ofSeconds(1));
            Patience.assertTakes(950, 2500, () -> failure(() -> patient.lookupStatus(404)));
            Patience.assertTakes(350, 1900, () -> {
                var asked = client.async().lookupStatus(404);
                var error = assertThrows(CompletionException.class, asked::join);
                assertEquals(
                        Code.DEADLINE_EXCEEDED,
                        assertInstanceOf(StatusMapException.class, error.getCause())
                                .code());
            });
        }
    }

    @Test
    void deadlineOfTheContextHoldsIfItIsShorter() throws Throwable {
        var timer = Executors.newSingleThreadScheduledExecutor();
        try (var port = new SilentPort();
                var client = StatusMapClient.connect(port.address());
                var context = Context.current().withDeadlineAfter(200, TimeUnit.MILLISECONDS, timer)) {
            Patience.assertTakes(
                    150,
                    1800,
                    () -> context.run(() -> assertEquals(
                            Code.DEADLINE_EXCEEDED,
                            failure(() -> client.lookupStatus(404)).code())));
        } finally {
            timer.shutdown();
        }
    }

    @Test
    void deadlineHasToBeMoreThanZero() {
        try (var client = StatusMapClient.connect("127.0.0.1:1")) {
            assertThrows(IllegalArgumentException.class, () -> client.withDeadline(Duration.ZERO));
            assertThrows(IllegalArgumentException.class, () -> client.withDeadline(Duration.ofMillis(-1)));
        }
    }

    @Test
    void aContextThatIsCancelledEndsTheCall() throws Throwable {
        try (var port = new SilentPort();
                var client = StatusMapClient.connect(port.address()).withoutDeadline();
                var context = Context.current().withCancellation()) {
            try (var later = new Later(() -> context.cancel(null))) {
                var error = context.call(() -> failure(() -> client.lookupStatus(404)));
                assertEquals(Code.CANCELLED, error.code());
            }
        }
    }

    @Test
    void aThreadThatIsInterruptedEndsTheCall() throws Throwable {
        var caller = Thread.currentThread();
        try (var port = new SilentPort();
                var client = StatusMapClient.connect(port.address()).withoutDeadline();
                var later = new Later(caller::interrupt)) {
            assertEquals(Code.CANCELLED, failure(() -> client.lookupStatus(404)).code());
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void aFutureThatIsCancelledEndsTheCallAtTheServerToo() throws Throwable {
        var arrived = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        try (var service = new Fake(request -> {
                    Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
                    arrived.countDown();
                    return null;
                });
                var client = StatusMapClient.connect(service.address()).withoutDeadline()) {
            Future<?> asked = client.async().lookupStatus(404);
            assertTrue(arrived.await(10, TimeUnit.SECONDS));
            assertTrue(asked.cancel(true));
            assertTrue(asked.isCancelled());
            assertTrue(cancelled.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void toCancelAListEndsTheCallForItsPage() throws Throwable {
        var arrived = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        try (var service = new Fake(request -> {
                    Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
                    arrived.countDown();
                    return null;
                });
                var client = StatusMapClient.connect(service.address()).withoutDeadline()) {
            var listed = client.async().listStatuses();
            assertTrue(arrived.await(10, TimeUnit.SECONDS));
            assertTrue(listed.cancel(true));
            assertTrue(cancelled.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void closeEndsCallsInFlight() throws Throwable {
        try (var port = new SilentPort()) {
            var client = StatusMapClient.connect(port.address()).withoutDeadline();
            try (var later = new Later(client::close)) {
                assertEquals(
                        Code.UNAVAILABLE,
                        failure(() -> client.lookupStatus(404)).code());
            }
            assertEquals(
                    Code.UNAVAILABLE, failure(() -> client.lookupStatus(404)).code());
        }
    }

    /** Back within the time of the retries, which is why the client connects sooner than gRPC would. */
    @Test
    void aServerThatRestartsIsNotMissed() throws Throwable {
        var server = Server.start();
        try (var client = StatusMapClient.connect(server.address)) {
            for (int restart = 0; restart < 3; restart++) {
                assertEquals(404, client.lookupStatus(404).getHttpStatus());
                server.close();
                server = Server.start(server.address);
            }
            assertEquals(404, client.lookupStatus(404).getHttpStatus());
        } finally {
            server.close();
        }
    }

    @Test
    void aServerThatWasGoneIsFoundAgain() throws Throwable {
        String address;
        try (var server = Server.start()) {
            address = server.address;
        }
        try (var client = StatusMapClient.connect(address)) {
            Patience.assertTakes(
                    0,
                    2000,
                    () -> assertEquals(
                            Code.UNAVAILABLE,
                            failure(() -> client.lookupStatus(404)).code()));
            try (var server = Server.start(address)) {
                Patience.eventually(() -> client.lookupStatus(404));
            }
        }
    }

    @Test
    void twentyThreadsGetTheirOwnAnswers() throws Throwable {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address)) {
            List<Future<List<Integer>>> callers = IntStream.range(0, 20)
                    .mapToObj(caller -> threads.submit(() -> codes(caller)
                            .map(code -> client.classifyStatus(code).getHttpStatus())
                            .toList()))
                    .toList();
            for (int caller = 0; caller < callers.size(); caller++) {
                assertEquals(codes(caller).toList(), callers.get(caller).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void manyFuturesGetTheirOwnAnswers() throws IOException {
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address)) {
            var asked = IntStream.range(100, 400)
                    .mapToObj(code -> client.async().classifyStatus(code))
                    .toList();
            for (int index = 0; index < asked.size(); index++) {
                assertEquals(100 + index, asked.get(index).join().getHttpStatus());
            }
        }
    }

    @Test
    void otherErrorsOfGrpcAreOfTheSameType() throws IOException {
        try (var service = new Fake(request -> {
                    throw Status.DATA_LOSS.withDescription("lost").asRuntimeException();
                });
                var client = StatusMapClient.connect(service.address())) {
            var error = failure(() -> client.lookupStatus(404));
            assertEquals(Code.DATA_LOSS, error.code());
            assertEquals("DATA_LOSS: lost", error.getMessage());
        }
    }

    private static Stream<Integer> codes(int caller) {
        return IntStream.range(0, 50).mapToObj(call -> 100 + (caller * 50 + call) % 900);
    }

    /** Does something in a moment, on another thread. */
    private static final class Later implements AutoCloseable {
        private final Thread thread;

        Later(Runnable task) {
            thread = new Thread(() -> {
                try {
                    Thread.sleep(200);
                    task.run();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
        }

        @Override
        public void close() throws InterruptedException {
            thread.join();
        }
    }
}
