package example.statusmap;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** The choices of a {@link StatusMapClient}; {@link StatusMapClient#builder} begins them. */
public final class StatusMapClientBuilder {
    /** The version of this package. */
    public static final String VERSION = "0.1.0";

    private static final String AGENT = "statusmap-java/" + VERSION;

    private final String target;
    private ChannelCredentials credentials = InsecureChannelCredentials.create();
    private Duration deadline = StatusMapClient.DEFAULT_DEADLINE;
    private String agent = AGENT;
    private Consumer<ManagedChannelBuilder<?>> more = channel -> {};

    StatusMapClientBuilder(String target) {
        this.target = Objects.requireNonNull(target);
    }

    /**
     * Says who the two ends are, for instance {@code TlsChannelCredentials.create()} behind a proxy that terminates TLS.
     * Without, plaintext is spoken, which is what the server itself speaks.
     *
     * @param credentials of gRPC
     * @return this
     */
    public StatusMapClientBuilder credentials(ChannelCredentials credentials) {
        this.credentials = Objects.requireNonNull(credentials);
        return this;
    }

    /**
     * Sets how long a call takes at most, its retries included. Without, {@link StatusMapClient#DEFAULT_DEADLINE}. It
     * does not hold for {@link StreamQuestions}.
     *
     * @param limit more than zero
     * @return this
     */
    public StatusMapClientBuilder deadline(Duration limit) {
        deadline = StatusMapClient.checkDeadline(limit);
        return this;
    }

    /**
     * Names the caller, in front of the user agent of this package and of gRPC.
     *
     * @param caller for instance {@code billing/1.4}
     * @return this
     */
    public StatusMapClientBuilder userAgent(String caller) {
        agent = caller + " " + AGENT;
        return this;
    }

    /**
     * Adds options of gRPC: interceptors, executors, keepalive and so on. They come last, and so they win.
     *
     * @param options what is done to the builder of the channel
     * @return this
     */
    public StatusMapClientBuilder channel(Consumer<ManagedChannelBuilder<?>> options) {
        more = more.andThen(options);
        return this;
    }

    /**
     * Makes the client. It does not connect yet: a target that nobody serves shows as UNAVAILABLE on the first call.
     *
     * @return a client that is to be closed
     * @throws IllegalArgumentException for a target that gRPC does not take
     */
    public StatusMapClient connect() {
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(target, credentials)
                .defaultServiceConfig(serviceConfig())
                .userAgent(agent)
                // The answer to a batch has the size of its question, about, of which the service limits the size.
                .maxInboundMessageSize(Integer.MAX_VALUE);
        more.accept(builder);
        ManagedChannel channel = builder.build();
        Reconnect.watch(channel);
        return new StatusMapClient(channel, deadline, channel::shutdownNow);
    }

    /** Retries, balancing and health checks, as for the clients of all languages. */
    private static Map<String, Object> serviceConfig() {
        try (InputStream file = StatusMapClientBuilder.class.getResourceAsStream("service_config.json")) {
            // A map of maps, with doubles for numbers: the form that gRPC takes.
            return new Gson()
                    .fromJson(
                            new InputStreamReader(file, StandardCharsets.UTF_8),
                            new TypeToken<Map<String, Object>>() {});
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
