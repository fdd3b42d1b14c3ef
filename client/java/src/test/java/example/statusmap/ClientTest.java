package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import example.statusmap.v1.LookupStatusRequest;
import example.statusmap.v1.LookupStatusResponse;
import example.statusmap.v1.StatusMapServiceGrpc;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.EquivalentAddressGroup;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusOr;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the client adds to the stubs: deadlines, retries, balancing, credentials. */
@Timeout(60)
class ClientTest {
    private static final Metadata.Key<String> USER_AGENT =
            Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER);

    private static Message answer() {
        return LookupStatusResponse.newBuilder()
                .setStatus(example.statusmap.v1.Status.newBuilder().setHttpStatus(404))
                .build();
    }

    /** Counts the calls, of which the first ones fail. */
    private static Fake failing(AtomicInteger calls, int failures, Status status) throws IOException {
        return new Fake(request -> {
            if (calls.incrementAndGet() <= failures) {
                throw status.asRuntimeException();
            }
            return answer();
        });
    }

    @Test
    void unavailableIsTriedFourTimes() throws IOException {
        var calls = new AtomicInteger();
        try (var service = failing(calls, 3, Status.UNAVAILABLE);
                var client = StatusMapClient.connect(service.address())) {
            assertEquals(404, client.lookupStatus(404).getHttpStatus());
            assertEquals(4, calls.get());
        }
    }

    @Test
    void itGivesUpAfterFour() throws IOException {
        var calls = new AtomicInteger();
        try (var service = failing(calls, 99, Status.UNAVAILABLE);
                var client = StatusMapClient.connect(service.address())) {
            var error = assertThrows(StatusMapException.class, () -> client.lookupStatus(404));
            assertEquals(Code.UNAVAILABLE, error.code());
            assertEquals(4, calls.get());
        }
    }

    @Test
    void otherCodesAreNotTriedAgain() throws IOException {
        var calls = new AtomicInteger();
        try (var service = failing(calls, 1, Status.INTERNAL);
                var client = StatusMapClient.connect(service.address())) {
            var error = assertThrows(StatusMapException.class, () -> client.lookupStatus(404));
            assertEquals(Code.INTERNAL, error.code());
            assertEquals(1, calls.get());
        }
    }

    @Test
    void callsGoRoundTheHealthyAddresses() throws Exception {
        var calls = List.of(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
        try (var one = failing(calls.get(0), 0, Status.OK);
                var two = failing(calls.get(1), 0, Status.OK);
                var ill = failing(calls.get(2), 0, Status.OK);
                var names = new Names(List.of(one.port(), two.port(), ill.port()))) {
            ill.fallIll();
            try (var client = StatusMapClient.connect("statusmaptest:///any")) {
                Patience.eventually(() -> {
                    client.lookupStatus(404);
                    assertTrue(calls.get(0).get() > 0 && calls.get(1).get() > 0);
                });
                int before = calls.get(0).get();
                for (int call = 0; call < 20; call++) {
                    client.lookupStatus(404);
                }
                assertEquals(before + 10, calls.get(0).get());
                assertEquals(0, calls.get(2).get());
            }
        }
    }

    @Test
    void theServiceLearnsOfDeadlineAndCaller() throws IOException {
        var left = new AtomicReference<Long>();
        var agent = new AtomicReference<String>();
        try (var service = new Fake(request -> {
                    var deadline = Context.current().getDeadline();
                    left.set(deadline == null ? null : deadline.timeRemaining(TimeUnit.SECONDS));
                    agent.set(Fake.HEADERS.get().get(USER_AGENT));
                    return answer();
                });
                var client = StatusMapClient.builder(service.address())
                        .userAgent("billing/1.4")
                        .connect()) {
            client.withDeadline(Duration.ofMinutes(1)).lookupStatus(404);
            assertTrue(left.get() >= 50 && left.get() <= 60, left + " s");
            assertTrue(agent.get().startsWith("billing/1.4 statusmap-java/0.1.0 grpc-java-"), agent.get());
            client.withoutDeadline().lookupStatus(404);
            assertEquals(null, left.get());
            // A stub of one's own has the deadline of the client, unless it has another.
            var stub = StatusMapServiceGrpc.newBlockingStub(client.channel());
            var question = LookupStatusRequest.newBuilder().setHttpStatus(404).build();
            assertEquals(answer(), stub.lookupStatus(question));
            assertTrue(left.get() <= 2, left + " s");
            assertEquals(answer(), stub.withDeadlineAfter(Duration.ofHours(1)).lookupStatus(question));
            assertTrue(left.get() > 3000, left + " s");
        }
    }

    @Test
    void aChannelOfTheCallersStaysOpen() throws IOException {
        try (var server = Server.start()) {
            ManagedChannel channel = Grpc.newChannelBuilder(server.address, InsecureChannelCredentials.create())
                    .build();
            try (var client = StatusMapClient.of(channel)) {
                assertEquals(404, client.lookupStatus(404).getHttpStatus());
            }
            assertFalse(channel.isShutdown());
            channel.shutdownNow();
        }
    }

    @Test
    void optionsOfGrpcWin() throws IOException {
        var calls = new AtomicInteger();
        try (var service = failing(calls, 99, Status.UNAVAILABLE);
                var client = StatusMapClient.builder(service.address())
                        .channel(channel -> channel.disableRetry())
                        .connect()) {
            assertThrows(StatusMapException.class, () -> client.lookupStatus(404));
            assertEquals(1, calls.get());
        }
    }

    @Test
    void tlsChecksWhoTheServiceIs(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
        var made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "statusmap",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertEquals(0, made.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(file)) {
            keys.load(stream, "secret".toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "secret".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("statusmap", keys.getCertificate("statusmap"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);

        var serving = TlsServerCredentials.newBuilder()
                .keyManager(own.getKeyManagers())
                .build();
        var knowing = TlsChannelCredentials.newBuilder()
                .trustManager(trust.getTrustManagers())
                .build();
        try (var service = new Fake(request -> answer(), serving);
                var client = StatusMapClient.builder(service.address())
                        .credentials(knowing)
                        .connect();
                var stranger = StatusMapClient.builder(service.address())
                        .credentials(TlsChannelCredentials.create())
                        .connect()) {
            assertEquals(404, client.lookupStatus(404).getHttpStatus());
            var error = assertThrows(StatusMapException.class, () -> stranger.lookupStatus(404));
            assertEquals(Code.UNAVAILABLE, error.code());
        }
    }

    /** Resolves the names of a scheme to ports of this machine. */
    private static final class Names extends NameResolverProvider implements AutoCloseable {
        private final List<EquivalentAddressGroup> addresses;

        Names(List<Integer> ports) {
            addresses = ports.stream()
                    .map(port -> new EquivalentAddressGroup(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Attributes.EMPTY))
                    .toList();
            NameResolverRegistry.getDefaultRegistry().register(this);
        }

        @Override
        public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
            return new NameResolver() {
                @Override
                public String getServiceAuthority() {
                    return "statusmap";
                }

                @Override
                public void start(Listener2 listener) {
                    listener.onResult(ResolutionResult.newBuilder()
                            .setAddressesOrError(StatusOr.fromValue(addresses))
                            .build());
                }

                @Override
                public void shutdown() {}
            };
        }

        @Override
        protected boolean isAvailable() {
            return true;
        }

        @Override
        protected int priority() {
            return 5;
        }

        @Override
        public String getDefaultScheme() {
            return "statusmaptest";
        }

        @Override
        public void close() {
            NameResolverRegistry.getDefaultRegistry().deregister(this);
        }
    }
}
