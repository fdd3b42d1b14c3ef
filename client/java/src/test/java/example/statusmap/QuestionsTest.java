package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.statusmap.v1.Direction;
import example.statusmap.v1.ListConventionsRequest;
import example.statusmap.v1.ListStatusesRequest;
import example.statusmap.v1.StatusClass;
import io.grpc.Status.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the methods of both clients make of the requests of the contract: lists without pages, and short forms. */
@Timeout(60)
class QuestionsTest {
    @Test
    void listsAreReadPageByPage() throws IOException {
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address)) {
            var few = ListStatusesRequest.newBuilder()
                    .setPageSize(7)
                    .setStatusClass(StatusClass.STATUS_CLASS_CLIENT_ERROR)
                    .build();
            List<Integer> read = new ArrayList<>();
            for (var status : client.listStatuses(few)) {
                read.add(status.getHttpStatus());
            }
            int total = client.listStatusesPage(few).getTotalSize();
            assertTrue(total > 20);
            assertEquals(total, read.size());
            assertEquals(read.stream().sorted().distinct().toList(), read);
            assertEquals(
                    read,
                    client.async().listStatuses(few).join().stream()
                            .map(status -> status.getHttpStatus())
                            .toList());
            assertEquals(
                    client.listStatuses().stream().toList(),
                    client.async().listStatuses().join());

            var mapping = ListConventionsRequest.newBuilder()
                    .setDirection(Direction.DIRECTION_GRPC_TO_HTTP)
                    .setPageSize(5)
                    .build();
            assertEquals(
                    client.listConventionsPage(mapping).getTotalSize(),
                    client.listConventions(mapping).stream().count());
            assertEquals(
                    client.listConventions().stream().toList(),
                    client.async().listConventions().join());
        }
    }

    @Test
    void theShortFormsAskTheSame() throws IOException {
        try (var server = Server.start();
                var client = StatusMapClient.connect(server.address)) {
            var later = client.async();
            assertEquals(client.lookupStatus(404), later.lookupStatus(404).join());
            assertEquals(404, client.searchStatuses("not found").getMatches(0).getHttpStatus());
            assertEquals(
                    client.searchStatuses("teapot"),
                    later.searchStatuses("teapot").join());
            assertEquals(
                    client.adviseRetry(503, "GET"),
                    later.adviseRetry(503, "GET").join());
            assertEquals(503, client.adviseRetry(503, "GET").getHttpStatus());
            assertEquals(14, client.adviseRetry(Code.UNAVAILABLE).getGrpcCode());
            assertEquals(
                    client.adviseRetry(Code.UNAVAILABLE),
                    later.adviseRetry(Code.UNAVAILABLE).join());
            var mapping = client.mapHttpStatus(429, "envoy");
            assertEquals(Code.UNAVAILABLE, ConventionQuestions.codeOf(mapping).orElseThrow());
            assertEquals(mapping, later.mapHttpStatus(429, "envoy").join());
            assertEquals("google-apis", client.mapHttpStatus(429).getConvention());
            assertEquals(client.mapHttpStatus(429), later.mapHttpStatus(429).join());
            assertEquals(404, client.mapGrpcCode(Code.NOT_FOUND).getHttpStatus());
            assertEquals(client.mapGrpcCode(Code.OK), later.mapGrpcCode(Code.OK).join());
            assertEquals(
                    client.mapGrpcCode(Code.ABORTED, "grpc-gateway"),
                    later.mapGrpcCode(Code.ABORTED, "grpc-gateway").join());
            assertEquals(429, client.compareOnHttpStatus(429).getHttpStatus());
            assertEquals(
                    client.compareOnHttpStatus(429),
                    later.compareOnHttpStatus(429).join());
            assertEquals("OK", client.compareOnGrpcCode(Code.OK).getGrpcCodeName());
            assertEquals(
                    client.compareOnGrpcCode(Code.OK),
                    later.compareOnGrpcCode(Code.OK).join());
            assertEquals("dapr", client.compareConventions("envoy", "dapr").getOtherConvention());
            assertEquals(
                    client.compareConventions("envoy", "dapr"),
                    later.compareConventions("envoy", "dapr").join());
        }
    }
}
