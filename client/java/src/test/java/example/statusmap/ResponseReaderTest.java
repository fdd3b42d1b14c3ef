package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import example.statusmap.v1.AdviseRetryRequest;
import example.statusmap.v1.AdviseRetryResponse;
import example.statusmap.v1.Delay;
import example.statusmap.v1.DelayOrigin;
import example.statusmap.v1.MapHttpStatusRequest;
import example.statusmap.v1.MapHttpStatusResponse;
import example.statusmap.v1.Role;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResponseReaderTest {
    private static final String DATE = "Sun, 06 Nov 1994 08:49:07 GMT";
    private static final long DATE_S = 784111747;

    /** A response as java.net.http gives it. */
    private record Response(int statusCode, HttpRequest request, HttpHeaders headers) implements HttpResponse<Void> {
        @Override
        public Optional<HttpResponse<Void>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Void body() {
            throw new AssertionError("the body was touched");
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }

    /** @param headers of the response, each as {@code Name: value}; those with {@code > } before them of the request */
    private static Response response(int status, String method, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1/"))
                .method(method, HttpRequest.BodyPublishers.noBody());
        Stream.of(headers).filter(line -> line.startsWith("> ")).forEach(line -> {
            String[] parts = line.substring(2).split(": ", 2);
            request.header(parts[0], parts[1]);
        });
        Map<String, List<String>> fields = Stream.of(headers)
                .filter(line -> !line.startsWith("> "))
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> List.of(parts[1])));
        return new Response(status, request.build(), HttpHeaders.of(fields, (name, value) -> true));
    }

    /** For readers that are to get answers: the first call of a JVM takes its time. */
    private static ResponseReaderBuilder patient(StatusMapClient client) {
        return ResponseReader.builder(client).timeout(Duration.ofSeconds(5));
    }

    private final List<Message> asked = Collections.synchronizedList(new ArrayList<>());

    private Message answer(Message request) {
        asked.add(request);
        if (request instanceof MapHttpStatusRequest mapping) {
            var response = MapHttpStatusResponse.newBuilder().setHttpStatus(mapping.getHttpStatus());
            // 299 and 499: as of a convention that has no rule for them.
            return mapping.getHttpStatus() % 100 == 99
                    ? response.build()
                    : response.setGrpcCode(Code.NOT_FOUND.value()).build();
        }
        return AdviseRetryResponse.getDefaultInstance();
    }

    private List<AdviseRetryRequest> questions() {
        return asked.stream()
                .filter(AdviseRetryRequest.class::isInstance)
                .map(AdviseRetryRequest.class::cast)
                .toList();
    }

    @Test
    void itAsksForWhatTheResponseSays() throws Exception {
        try (var service = new Fake(this::answer);
                var client = StatusMapClient.connect(service.address())) {
            var reader = patient(client).role(Role.ROLE_PROXY).build();
            reader.read(response(503, "PUT", "Retry-After:  7 ", "Date: " + DATE), 3);
            reader.read(response(503, "POST", "> Idempotency-Key: k"));
            reader.read(response(502, "POST", "> X-Idempotency-Key: k"));
            reader.read(response(503, "GET", "retry-after: " + DATE, "Date: " + DATE));
            var plain = Requests.adviseRetry(503, "PUT").toBuilder()
                    .setRole(Role.ROLE_PROXY)
                    .setAttempt(1);
            assertEquals(
                    List.of(
                            plain.clone().setRetryAfter("7").setAttempt(3).build(),
                            plain.clone()
                                    .setMethod("POST")
                                    .setIdempotencyKey(true)
                                    .build(),
                            plain.clone()
                                    .setMethod("POST")
                                    .setIdempotencyKey(true)
                                    .setHttpStatus(502)
                                    .build(),
                            dated(plain.clone().setMethod("GET"))),
                    questions());
        }
    }

    private static AdviseRetryRequest dated(AdviseRetryRequest.Builder question) {
        question.setRetryAfter(DATE).getReceivedAtBuilder().setSeconds(DATE_S);
        return question.build();
    }

    @Test
    void theTimeOfReceiptIsNowWithoutADate() throws Exception {
        try (var service = new Fake(this::answer);
                var client = StatusMapClient.connect(service.address())) {
            long before = Instant.now().getEpochSecond();
            patient(client).build().read(response(503, "GET", "Retry-After: " + DATE));
            patient(client).build().read(response(503, "GET", "Retry-After: " + DATE, "Date: yesterday"));
            for (AdviseRetryRequest question : questions()) {
                long received = question.getReceivedAt().getSeconds();
                assertTrue(received >= before && received <= Instant.now().getEpochSecond(), question::toString);
            }
            assertEquals(2, questions().size());
        }
    }

    @Test
    void answersAreKeptExceptForDates() throws Exception {
        try (var service = new Fake(this::answer);
                var client = StatusMapClient.connect(service.address())) {
            var reader = patient(client).build();
            for (int time = 0; time < 3; time++) {
                assertEquals(Code.NOT_FOUND, reader.read(response(503, "GET")).code());
            }
            assertEquals(2, asked.size());
            reader.read(response(503, "POST"));
            assertEquals(3, asked.size());
            reader.read(response(503, "GET"), 2);
            assertEquals(4, asked.size());
            for (int time = 0; time < 3; time++) {
                reader.read(response(503, "GET", "Retry-After: " + DATE));
            }
            assertEquals(7, asked.size());
            var forgetful =
                    patient(client).cacheSize(0).cacheAge(Duration.ofDays(1)).build();
            forgetful.read(response(503, "GET"));
            forgetful.read(response(503, "GET"));
            assertEquals(11, asked.size());
        }
    }

    @Test
    void aConventionWithoutAnAnswerIsNoFallback() throws Exception {
        try (var service = new Fake(this::answer);
                var client = StatusMapClient.connect(service.address())) {
            var reader = patient(client).build();
            assertEquals(Code.OK, reader.read(response(299, "GET")).code());
            Reading reading = reader.read(response(499, "GET"));
            assertEquals(Code.UNKNOWN, reading.code());
            assertFalse(reading.fallback());
            assertFalse(reading.mapping().orElseThrow().hasGrpcCode());
        }
    }

    @Test
    void itFallsBackWhileTheServiceIsAway() throws Throwable {
        try (var port = new SilentPort();
                var client = StatusMapClient.connect(port.address())) {
            var reader = ResponseReader.of(client);
            Patience.assertTakes(450, 2000, () -> {
                Reading reading = reader.read(response(503, "GET", "Retry-After: 7"));
                checkFallback(reading, Code.UNKNOWN, Code.DEADLINE_EXCEEDED);
            });
            // For a second nobody waits again.
            Patience.assertTakes(
                    0, 400, () -> checkFallback(reader.read(response(204, "GET")), Code.OK, Code.UNAVAILABLE));
            var later = reader.readAsync(response(404, "GET")).join();
            checkFallback(later, Code.UNKNOWN, Code.UNAVAILABLE);

            var eager = ResponseReader.builder(client)
                    .timeout(Duration.ofMillis(50))
                    .pause(Duration.ZERO)
                    .build();
            for (int time = 0; time < 2; time++) {
                Patience.assertTakes(
                        40,
                        400,
                        () -> checkFallback(eager.read(response(500, "GET")), Code.UNKNOWN, Code.DEADLINE_EXCEEDED));
            }
        }
    }

    private static void checkFallback(Reading reading, Code code, Code why) {
        assertTrue(reading.fallback());
        assertEquals(code, reading.code());
        assertEquals(why, reading.failure().orElseThrow().code());
        assertEquals(Optional.empty(), reading.advice());
        assertEquals(Optional.empty(), reading.mapping());
        assertFalse(reading.mayRetry());
        assertEquals(Duration.ZERO, reading.delay());
    }

    @Test
    void aThreadThatIsInterruptedGetsAFallback() throws Throwable {
        try (var port = new SilentPort();
                var client = StatusMapClient.connect(port.address())) {
            var reader = ResponseReader.of(client);
            Thread.currentThread().interrupt();
            Patience.assertTakes(
                    0, 2000, () -> checkFallback(reader.read(response(404, "GET")), Code.UNKNOWN, Code.CANCELLED));
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void anyOtherRefusalIsAFallbackToo() throws Exception {
        try (var service = new Fake(request -> {
                    throw Status.UNIMPLEMENTED.asRuntimeException();
                });
                var client = StatusMapClient.connect(service.address())) {
            var reader = patient(client).build();
            checkFallback(reader.read(response(404, "GET")), Code.UNKNOWN, Code.UNIMPLEMENTED);
            checkFallback(reader.read(response(404, "GET")), Code.UNKNOWN, Code.UNIMPLEMENTED);
        }
    }

    @Test
    void theRealServiceAnswers() throws Exception {
        var server = Server.start();
        try (var client = StatusMapClient.connect(server.address)) {
            var reader = patient(client).convention("envoy").build();
            var busy = response(503, "GET", "Retry-After: 7");
            checkBusy(reader.read(busy));
            var posted = reader.read(response(503, "POST", "Retry-After: 7"));
            assertFalse(posted.mayRetry());
            assertEquals(Duration.ofSeconds(7), posted.delay());
            var dated = response(503, "GET", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT", "Date: " + DATE);
            assertEquals(Duration.ofSeconds(30), reader.read(dated).delay());
            var garbled = reader.read(response(503, "GET", "Retry-After: soon"));
            assertEquals(Optional.empty(), garbled.failure());
            assertEquals(
                    DelayOrigin.DELAY_ORIGIN_BACKOFF,
                    garbled.advice().orElseThrow().getDelay().getOrigin());
            assertTrue(garbled.mayRetry() && garbled.delay().compareTo(Duration.ofMillis(100)) <= 0);
            // Beyond the mapping's domain, but not beyond that of the advice.
            var beyond = reader.read(response(777, "GET"));
            assertTrue(beyond.fallback() && beyond.advice().isPresent());
            assertEquals(
                    Reasons.HTTP_STATUS_OUT_OF_RANGE,
                    beyond.failure().orElseThrow().reason());

            server.close();
            checkBusy(reader.read(busy)); // from memory
            assertTrue(reader.read(response(404, "GET")).fallback());
            server = Server.start(server.address);
            Patience.eventually(
                    () -> assertFalse(reader.read(response(404, "GET")).fallback()));
        } finally {
            server.close();
        }
    }

    private static void checkBusy(Reading reading) {
        assertEquals(503, reading.httpStatus());
        assertEquals(Code.UNAVAILABLE, reading.code());
        assertFalse(reading.fallback());
        assertTrue(reading.mayRetry());
        assertEquals(Duration.ofSeconds(7), reading.delay());
        assertEquals("envoy", reading.mapping().orElseThrow().getConvention());
        assertEquals(Optional.empty(), reading.failure());
    }

    @Test
    void aConventionThatIsNotKnownIsAMistakeOfTheProgram() throws Exception {
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address)) {
            var reader = patient(client).convention("envoi").build();
            var response = response(404, "GET");
            var thrown = assertThrows(StatusMapException.class, () -> reader.read(response));
            assertEquals(Reasons.CONVENTION_UNKNOWN, thrown.reason());
            var later = reader.readAsync(response);
            var error = assertThrows(CompletionException.class, later::join);
            assertInstanceOf(StatusMapException.class, error.getCause());
        }
    }

    @Test
    void aDelayOfBackoffIsDrawnAnew() {
        var range = Delay.newBuilder();
        range.getMinimumBuilder().setNanos(1000);
        range.getMaximumBuilder().setSeconds(1);
        var advice = AdviseRetryResponse.newBuilder().setDelay(range).build();
        var reading = Reading.of(503, Optional.empty(), Optional.of(advice), Optional.empty());
        var drawn = Stream.generate(reading::delay).limit(50).collect(Collectors.toSet());
        assertTrue(drawn.size() > 40);
        assertTrue(drawn.stream().allMatch(delay -> delay.toNanos() >= 1000 && delay.toNanos() <= 1_000_000_000));
    }
}
