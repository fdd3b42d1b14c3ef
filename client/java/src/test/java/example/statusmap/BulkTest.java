package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.statusmap.v1.BatchMapHttpStatusesResponse;
import example.statusmap.v1.StreamMapHttpStatusesResponse;
import example.statusmap.v1.SummarizeStatusesResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches, streams and summaries, against the real server: what goes in, what comes out, and in which portions. */
@Timeout(60)
class BulkTest {
    private static Server server;
    private static StatusMapClient client;

    @BeforeAll
    static void start() throws IOException {
        server = Server.start();
        client = StatusMapClient.builder(server.address)
                .deadline(Duration.ofSeconds(30))
                .connect();
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        server.close();
    }

    /** More than two chunks of them, the last one not full. */
    private static IntStream log() {
        return IntStream.range(0, 23_456).map(index -> 90 + index * 7 % 520);
    }

    private static List<Integer> codes(Iterable<StreamMapHttpStatusesResponse> chunks) {
        List<Integer> codes = new ArrayList<>();
        chunks.forEach(chunk -> codes.addAll(chunk.getGrpcCodesList()));
        return codes;
    }

    @Test
    void aBatchHasEachAnswerInItsPlace() {
        var answer = client.batchMapHttpStatuses(new int[] {404, 0, 200, -1, 302}, "google-cloud-ruby");
        assertEquals("google-cloud-ruby", answer.getConvention());
        assertEquals(List.of(5, 127, 126, 127, 126), answer.getGrpcCodesList());
        assertEquals(
                List.of(
                        Optional.of(Code.NOT_FOUND),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                answer.getGrpcCodesList().stream().map(BatchQuestions::codeOf).toList());
        assertEquals(126, BatchQuestions.NO_ANSWER);
        assertEquals(127, BatchQuestions.NOT_HTTP_STATUS);
    }

    @Test
    void theShortFormsOfABatchAskTheSame() {
        var later = client.async();
        BatchMapHttpStatusesResponse envoy = client.batchMapHttpStatuses(new int[] {429, 200}, "envoy");
        assertEquals(List.of(14, 2), envoy.getGrpcCodesList());
        assertEquals(envoy, client.batchMapHttpStatuses(List.of(429, 200), "envoy"));
        assertEquals(envoy, client.batchMapHttpStatuses(IntStream.of(429, 200), "envoy"));
        assertEquals(
                envoy, later.batchMapHttpStatuses(new int[] {429, 200}, "envoy").join());
        assertEquals(
                envoy, later.batchMapHttpStatuses(List.of(429, 200), "envoy").join());
        assertEquals(
                envoy,
                later.batchMapHttpStatuses(IntStream.of(429, 200), "envoy").join());
        BatchMapHttpStatusesResponse usual = client.batchMapHttpStatuses(429, 200);
        assertEquals("google-apis", usual.getConvention());
        assertEquals(List.of(8, 0), usual.getGrpcCodesList());
        assertEquals(usual, client.batchMapHttpStatuses(List.of(429, 200)));
        assertEquals(usual, client.batchMapHttpStatuses(IntStream.of(429, 200)));
        assertEquals(usual, later.batchMapHttpStatuses(429, 200).join());
        assertEquals(usual, later.batchMapHttpStatuses(List.of(429, 200)).join());
        assertEquals(usual, later.batchMapHttpStatuses(IntStream.of(429, 200)).join());
        assertEquals(0, client.batchMapHttpStatuses().getGrpcCodesCount());
    }

    @Test
    void aBatchMayBeLargerThanWhatGrpcTakesUnlessToldOtherwise() throws InterruptedException {
        int[] many = new int[5_000_000];
        Arrays.fill(many, 404);
        var answer = client.batchMapHttpStatuses(many);
        assertEquals(many.length, answer.getGrpcCodesCount());
        assertTrue(answer.getGrpcCodesList().stream().allMatch(code -> code == 5));

        var channel = Grpc.newChannelBuilder(server.address, InsecureChannelCredentials.create())
                .build();
        try (var plain = StatusMapClient.of(channel).withDeadline(Duration.ofSeconds(30))) {
            var error = assertThrows(StatusMapException.class, () -> plain.batchMapHttpStatuses(many));
            assertEquals(Code.RESOURCE_EXHAUSTED, error.code());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aBatchAboveTheLimitOfTheServerIsRefusedWithBothSizes() {
        int[] tooMuch = new int[1_800_000];
        Arrays.fill(tooMuch, -1);
        var error = assertThrows(StatusMapException.class, () -> client.batchMapHttpStatuses(tooMuch));
        assertEquals(Code.RESOURCE_EXHAUSTED, error.code());
        assertTrue(error.getMessage().matches(".*18000\\d\\d\\d vs\\. 16777216.*"), error.getMessage());
    }

    @Test
    void aStreamAnswersInOrderWhateverTheSource() {
        List<Integer> want = client.batchMapHttpStatuses(log(), "envoy").getGrpcCodesList();
        List<Integer> list = log().boxed().toList();
        assertEquals(want, codes(client.streamMapHttpStatuses(log(), "envoy")));
        assertEquals(want, codes(client.streamMapHttpStatuses(log().boxed(), "envoy")));
        assertEquals(want, codes(client.streamMapHttpStatuses(log().parallel(), "envoy")));
        assertEquals(want, codes(client.streamMapHttpStatuses(list, "envoy")));
        assertEquals(want, codes(client.streamMapHttpStatuses(() -> log().iterator(), "envoy")));
        List<Integer> usual = client.batchMapHttpStatuses(log()).getGrpcCodesList();
        assertEquals(usual, codes(client.streamMapHttpStatuses(log())));
        assertEquals(usual, codes(client.streamMapHttpStatuses(list)));
    }

    @Test
    void aStreamCountsWhatItAnsweredAndNamesItsConventionOnce() {
        List<String> seen = new ArrayList<>();
        try (var chunks = client.streamMapHttpStatuses(log(), "envoy")) {
            assertEquals(0, chunks.answered());
            for (var chunk : chunks) {
                assertEquals(chunk.getAnswered(), chunks.answered());
                seen.add(chunk.getConvention() + " " + chunk.getGrpcCodesCount() + " " + chunk.getAnswered());
            }
            assertThrows(IllegalStateException.class, chunks::iterator);
        }
        assertEquals(List.of("envoy 10000 10000", " 10000 20000", " 3456 23456"), seen);
    }

    @Test
    void aStreamWithoutStatusesStillSaysWhoseAnswersTheseAre() {
        try (var answers = client.streamMapHttpStatuses(List.of()).stream()) {
            assertEquals(
                    List.of("google-apis 0"),
                    answers.map(chunk -> chunk.getConvention() + " " + chunk.getGrpcCodesCount())
                            .toList());
        }
        var unknown = client.streamMapHttpStatuses(IntStream.empty(), "envoi");
        var error = assertThrows(StatusMapException.class, () -> codes(unknown));
        assertEquals(Reasons.CONVENTION_UNKNOWN, error.reason());
        assertEquals(0, error.answered().orElseThrow());
    }

    @Test
    void aStreamReadsItsSourceAsItsAnswersAreRead() throws InterruptedException {
        var read = new AtomicLong();
        var closed = new AtomicBoolean();
        var endless = IntStream.generate(() -> {
                    read.incrementAndGet();
                    return 200;
                })
                .onClose(() -> closed.set(true));
        try (var chunks = client.streamMapHttpStatuses(endless)) {
            assertEquals(0, read.get());
            for (var chunk : chunks) {
                long ahead = read.get() - chunk.getAnswered();
                assertTrue(ahead <= Exchange.WINDOW * Chunks.SIZE, () -> "read ahead: " + ahead);
                if (chunk.getAnswered() == 10 * Chunks.SIZE) {
                    long then = read.get();
                    Thread.sleep(200);
                    assertEquals(then, read.get());
                }
                if (chunk.getAnswered() == 50 * Chunks.SIZE) {
                    break;
                }
            }
            assertFalse(closed.get());
        }
        assertTrue(closed.get());
    }

    @Test
    void aStreamThatWasReadToItsEndHasClosedItsSource() {
        var closed = new AtomicBoolean();
        codes(client.streamMapHttpStatuses(log().onClose(() -> closed.set(true))));
        assertTrue(closed.get());
    }

    @Test
    void aSummaryCountsStatusesOrWeights() {
        List<Integer> log = List.of(200, 200, 404, 404, 404, 503, 99);
        SummarizeStatusesResponse want = client.summarizeStatuses(log, "envoy", "grpc-spec");
        assertEquals(7, want.getTotal());
        assertEquals(6, want.getValid());
        assertEquals(List.of(99), want.getInvalidExamplesList());
        assertEquals(
                List.of("200: 2", "404: 3", "503: 1"),
                want.getStatusesList().stream()
                        .map(status -> status.getHttpStatus() + ": " + status.getCount())
                        .toList());
        assertEquals("envoy", want.getConvention());
        assertEquals("grpc-spec", want.getImpact().getAgainst());
        assertEquals(want, client.summarizeStatuses(log.stream(), "envoy", "grpc-spec"));
        Map<Integer, Long> weights = Map.of(200, 2L, 404, 3L, 503, 1L, 99, 1L);
        assertEquals(want, client.summarizeStatuses(weights, "envoy", "grpc-spec"));

        SummarizeStatusesResponse usual = client.summarizeStatuses(log);
        assertEquals("google-apis", usual.getConvention());
        assertFalse(usual.hasImpact());
        assertEquals(usual, client.summarizeStatuses(log.stream()));
        assertEquals(usual, client.summarizeStatuses(weights));
    }

    @Test
    void aSummaryTakesWholeLogsAndGreatWeights() {
        var closed = new AtomicBoolean();
        var million =
                IntStream.range(0, 1_000_000).map(index -> 100 + index % 500).onClose(() -> closed.set(true));
        assertEquals(1_000_000, client.summarizeStatuses(million).getTotal());
        assertTrue(closed.get());
        assertEquals(
                Long.MAX_VALUE,
                client.summarizeStatuses(Map.of(200, Long.MAX_VALUE)).getTotal());
        Map<Integer, Long> many = new LinkedHashMap<>();
        IntStream.range(0, 25_000).forEach(status -> many.put(status, 2L));
        assertEquals(50_000, client.summarizeStatuses(many).getTotal());
        assertEquals(1000, client.summarizeStatuses(many).getValid());
    }

    @Test
    void aSummaryOfNothingIsOne() {
        var nothing = client.summarizeStatuses(List.of(), "envoy", "");
        assertEquals("envoy", nothing.getConvention());
        assertEquals(0, nothing.getTotal());
        var error = assertThrows(StatusMapException.class, () -> client.summarizeStatuses(List.of(), "", "envoi"));
        assertEquals(Reasons.CONVENTION_UNKNOWN, error.reason());
        assertTrue(error.answered().isEmpty());
    }

    @Test
    void aSummaryEndsAtTheFirstErrorHoweverMuchThereIsLeft() {
        var closed = new AtomicBoolean();
        var endless = IntStream.generate(() -> 200).onClose(() -> closed.set(true));
        var error = assertThrows(StatusMapException.class, () -> client.summarizeStatuses(endless, "envoi", ""));
        assertEquals(Reasons.CONVENTION_UNKNOWN, error.reason());
        assertTrue(closed.get());
        var negative = assertThrows(StatusMapException.class, () -> client.summarizeStatuses(Map.of(404, -1L)));
        assertEquals(Reasons.WEIGHT_NEGATIVE, negative.reason());
    }
}
