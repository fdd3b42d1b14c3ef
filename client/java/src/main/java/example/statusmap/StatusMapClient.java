package example.statusmap;

import example.statusmap.v1.StatusMapServiceGrpc;
import example.statusmap.v1.StreamMapHttpStatusesRequest;
import example.statusmap.v1.SummarizeStatusesRequest;
import example.statusmap.v1.SummarizeStatusesResponse;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.BaseStream;

/**
 * Asks one service. Any number of threads may use it at once. Make one and keep it: it connects on the first call, and
 * reconnects by itself.
 *
 * <p>Each method has a form for the whole request of the contract, and shorter ones for what is asked most. A call takes
 * {@link #DEFAULT_DEADLINE} at most, retries included, unless {@link #withDeadline} or a shorter deadline of gRPC's
 * {@code Context} says otherwise; those of {@link StreamQuestions} may take for ever. Every failure is a {@link StatusMapException}; codes that any method may end with:
 *
 * <ul>
 *   <li>UNAVAILABLE: no address could be reached, after the retries of the service config (four attempts in all), or
 *       the client was closed
 *   <li>DEADLINE_EXCEEDED: the deadline passed
 *   <li>CANCELLED: the thread was interrupted, which it stays, or the {@code Context} was cancelled
 *   <li>RESOURCE_EXHAUSTED with {@link Reasons#TOO_MANY_CALLS}: the server has its limit of calls in flight;
 *       {@link StatusMapException#retryDelay()} says when to come back
 * </ul>
 */
public final class StatusMapClient
        implements StatusQuestions, ConventionQuestions, BatchQuestions, StreamQuestions, AutoCloseable {
    /** How long a call takes at most, unless it is told otherwise: 2 seconds. Streams have no limit. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

    private final Channel connection;
    private final Runnable close;
    private final Calls calls;

    StatusMapClient(Channel connection, Duration deadline, Runnable close) {
        this(connection, deadline, null, close);
    }

    private StatusMapClient(Channel connection, Duration unary, Duration streams, Runnable close) {
        this.connection = connection;
        this.close = close;
        calls = new Calls(connection, unary, streams);
    }

    /**
     * A client with the defaults of {@link #builder}.
     *
     * @param target a target of gRPC such as {@code localhost:50051} or {@code dns:///statusmap:50051}
     * @return a client that is to be closed
     */
    public static StatusMapClient connect(String target) {
        return builder(target).connect();
    }

    /**
     * Begins a client with choices of its own.
     *
     * @param target as for {@link #connect}
     * @return the choices
     */
    public static StatusMapClientBuilder builder(String target) {
        return new StatusMapClientBuilder(target);
    }

    /**
     * A client over a channel of the caller's. Retries, balancing and credentials are those of that channel, and {@link
     * #close} leaves it open.
     *
     * @param channel any, also one of a test
     * @return a client with the default deadline
     */
    public static StatusMapClient of(Channel channel) {
        return new StatusMapClient(channel, DEFAULT_DEADLINE, () -> {});
    }

    /**
     * This client with another deadline, for one call or for many: {@code client.withDeadline(limit).lookupStatus(404)}.
     * This one holds for {@link StreamQuestions} as well, which have none otherwise. The other client has the same
     * connections, and to close one of the two closes both.
     *
     * @param limit how long a call takes at most, its retries included; more than zero
     * @return another client
     */
    public StatusMapClient withDeadline(Duration limit) {
        return new StatusMapClient(connection, checkDeadline(limit), limit, close);
    }

    /** {@return this client without a deadline but that of gRPC's {@code Context}, otherwise as by {@link #withDeadline}} */
    public StatusMapClient withoutDeadline() {
        return new StatusMapClient(connection, null, close);
    }

    static Duration checkDeadline(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a deadline has to be more than zero: " + limit);
        }
        return limit;
    }

    /** {@return the same questions without waiting for the answer, with the deadline and the connections of this client} */
    public StatusMapAsyncClient async() {
        return new StatusMapAsyncClient(calls);
    }

    /** {@return what the generated stubs need to ask with the deadline and the connections of this client} */
    public Channel channel() {
        return calls.channel();
    }

    /** Ends the calls in flight and gives the connections back. Does nothing to a channel of the caller's. */
    @Override
    public void close() {
        close.run();
    }

    @Override
    public <Q, A> A ask(MethodDescriptor<Q, A> method, Q request) {
        return calls.ask(method, request);
    }

    @Override
    public MappedChunks streamMapHttpStatuses(Iterator<StreamMapHttpStatusesRequest> requests) {
        return streamMapHttpStatuses(requests, () -> {});
    }

    @Override
    public MappedChunks streamMapHttpStatuses(BaseStream<Integer, ?> httpStatuses, String convention) {
        return streamMapHttpStatuses(Chunks.toMap(httpStatuses.iterator(), convention), httpStatuses::close);
    }

    private MappedChunks streamMapHttpStatuses(Iterator<StreamMapHttpStatusesRequest> requests, Runnable close) {
        return new MappedChunks(
                calls.begin(StatusMapServiceGrpc.getStreamMapHttpStatusesMethod()),
                Objects.requireNonNull(requests),
                close);
    }

    @Override
    public SummarizeStatusesResponse summarizeStatuses(Iterator<SummarizeStatusesRequest> requests) {
        return calls.askMany(StatusMapServiceGrpc.getSummarizeStatusesMethod(), Objects.requireNonNull(requests));
    }
}
