package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of the status that a call ended with, details and all. */
class StatusMapExceptionTest {
    private static StatusMapException over(StatusRuntimeException sent) throws IOException {
        try (var service = new Fake(request -> {
                    throw sent;
                });
                var client = StatusMapClient.connect(service.address())) {
            return assertThrows(StatusMapException.class, () -> client.lookupStatus(404));
        }
    }

    private static StatusRuntimeException refused() {
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT.value())
                .setMessage("no such convention")
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(Reasons.CONVENTION_UNKNOWN)
                        .setDomain(StatusMapException.DOMAIN)
                        .putMetadata("nearest", "envoy")
                        .build()))
                .addDetails(Any.pack(BadRequest.newBuilder()
                        .addFieldViolations(FieldViolation.newBuilder()
                                .setField("convention")
                                .setDescription("is not known"))
                        .build()))
                .addDetails(Any.pack(RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setSeconds(1).setNanos(500_000_000))
                        .build()))
                .build());
    }

    @Test
    void itCarriesTheDetails() throws IOException {
        StatusMapException error = over(refused());
        assertEquals(Code.INVALID_ARGUMENT, error.code());
        assertEquals("INVALID_ARGUMENT: no such convention", error.getMessage());
        assertEquals("CONVENTION_UNKNOWN", error.reason());
        assertEquals("statusmap.v1", error.domain());
        assertEquals(Map.of("nearest", "envoy"), error.metadata());
        assertEquals(
                List.of(new StatusMapException.FieldViolation("convention", "is not known")), error.fieldViolations());
        assertEquals(Optional.of(java.time.Duration.ofMillis(1500)), error.retryDelay());
        assertInstanceOf(StatusRuntimeException.class, error.getCause());
        assertEquals(Code.INVALID_ARGUMENT, io.grpc.Status.fromThrowable(error).getCode());
    }

    @Test
    void detailsThatDoNotParseAreLeftOut() throws IOException {
        StatusMapException error = over(StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(Code.INTERNAL.value())
                .setMessage("broken")
                .addDetails(Any.newBuilder()
                        .setTypeUrl("type.googleapis.com/google.rpc.ErrorInfo")
                        .setValue(ByteString.copyFrom(new byte[] {-1})))
                .addDetails(Any.newBuilder().setTypeUrl("type.googleapis.com/unknown.Detail"))
                .build()));
        withoutDetails(error, "INTERNAL: broken");
    }

    @Test
    void aTrailerThatIsNoStatusIsLeftOut() throws IOException {
        var trailers = new Metadata();
        trailers.put(Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[] {-1});
        var sent = io.grpc.Status.INTERNAL.withDescription("broken").asRuntimeException(trailers);
        withoutDetails(over(sent), "INTERNAL: broken");
    }

    @Test
    void aTrailerOfAnotherCodeIsLeftOut() throws IOException {
        Metadata trailers = refused().getTrailers();
        var sent = io.grpc.Status.INTERNAL.withDescription("broken").asRuntimeException(trailers);
        withoutDetails(over(sent), "INTERNAL: broken");
    }

    private static void withoutDetails(StatusMapException error, String message) {
        assertEquals(Code.INTERNAL, error.code());
        assertEquals(message, error.getMessage());
        assertEquals("", error.reason());
        assertEquals("", error.domain());
        assertEquals(Map.of(), error.metadata());
        assertEquals(List.of(), error.fieldViolations());
        assertEquals(Optional.empty(), error.retryDelay());
    }
}
