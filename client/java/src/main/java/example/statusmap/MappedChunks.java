package example.statusmap;

import example.statusmap.v1.StreamMapHttpStatusesRequest;
import example.statusmap.v1.StreamMapHttpStatusesResponse;
import io.grpc.ClientCall;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The answers to a stream of statuses, a chunk each, in their order; {@link StreamQuestions#streamMapHttpStatuses} gives
 * them. For one loop or one {@link #stream()}, by one thread at a time, which reads the source of the statuses as well:
 * a chunk is read when the service can take it and fewer than eight have answers that were not read. Who stops to read
 * stops the service and the source, then, and what waits stays bounded.
 *
 * <pre>{@code
 * try (var chunks = client.streamMapHttpStatuses(statuses, "envoy")) {
 *     for (var chunk : chunks) {
 *         write(chunk.getGrpcCodesList());
 *     }
 * }
 * }</pre>
 *
 * <p>To close it early ends the call at the service too, and closes the source if that is a {@code Stream}; after its end
 * or its failure that has been done. A failure comes when all answers before it were read, and {@link
 * StatusMapException#answered()} tells how many statuses those were for, so that the rest can be asked again.
 */
public final class MappedChunks implements Iterable<StreamMapHttpStatusesResponse>, AutoCloseable {
    private final Exchange<StreamMapHttpStatusesRequest, StreamMapHttpStatusesResponse> exchange;
    private final Runnable closeSource;
    private boolean given;
    private volatile boolean closed;
    private volatile long answered;

    MappedChunks(
            ClientCall<StreamMapHttpStatusesRequest, StreamMapHttpStatusesResponse> call,
            Iterator<StreamMapHttpStatusesRequest> requests,
            Runnable closeSource) {
        this.closeSource = closeSource;
        exchange = Exchange.ofMany(call, requests, () -> OptionalLong.of(answered));
    }

    /** {@return how many statuses the answers that were read so far are for} */
    public long answered() {
        return answered;
    }

    /**
     * {@return the answers; its end, too, leaves nothing to close}
     *
     * @throws IllegalStateException if they were given before
     */
    @Override
    public Iterator<StreamMapHttpStatusesResponse> iterator() {
        if (given) {
            throw new IllegalStateException("a stream can be read once");
        }
        given = true;
        return new Answers();
    }

    /**
     * {@return the answers; to close it closes this}
     *
     * @throws IllegalStateException if they were given before
     */
    public Stream<StreamMapHttpStatusesResponse> stream() {
        var answers = Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(answers, false).onClose(this::close);
    }

    /** Ends the call if it has not ended. There are no more answers then; a thread that waits for one gets CANCELLED. */
    @Override
    public void close() {
        closed = true;
        exchange.cancel("the stream was closed");
        closeSource.run();
    }

    private final class Answers implements Iterator<StreamMapHttpStatusesResponse> {
        private StreamMapHttpStatusesResponse next;

        @Override
        public boolean hasNext() {
            if (next != null || closed) {
                return next != null;
            }
            boolean failed = true;
            try {
                next = exchange.next();
                failed = false;
            } finally {
                if (failed) {
                    closeSource.run();
                }
            }
            if (next == null) {
                close();
            }
            return next != null;
        }

        @Override
        public StreamMapHttpStatusesResponse next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var answer = next;
            next = null;
            answered = answer.getAnswered();
            return answer;
        }
    }
}
