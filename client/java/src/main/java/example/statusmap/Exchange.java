package example.statusmap;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * A call that sends a stream of requests. The thread that wants its answers reads the source of the requests too, when
 * gRPC takes more and not too many of them wait for their answer: there is no thread of its own that could be left over,
 * and a caller who does not read is not read from.
 */
final class Exchange<Q, A> extends ClientCall.Listener<A> {
    /**
     * So many requests have an answer that was not read yet, at most. Enough for one to be there when the next one is
     * wanted, and all that waits here for a caller who does not read.
     */
    static final int WINDOW = 8;

    private final ClientCall<Q, A> call;
    private final Iterator<Q> requests;
    private final int window;
    private final Supplier<OptionalLong> answered;

    // Of the thread that reads.
    private long unanswered;
    private boolean allSent;

    // Of that thread and of gRPC's; nothing is asked of gRPC while the lock is held.
    private final Queue<A> answers = new ArrayDeque<>();
    private long events;
    private Status status;
    private Metadata trailers;

    private volatile boolean cancelled;

    private Exchange(ClientCall<Q, A> call, Iterator<Q> requests, int window, Supplier<OptionalLong> answered) {
        this.call = call;
        this.requests = requests;
        this.window = window;
        this.answered = answered;
    }

    /** An answer for each request; {@code answered} is what an error says of them. */
    static <Q, A> Exchange<Q, A> ofMany(ClientCall<Q, A> call, Iterator<Q> requests, Supplier<OptionalLong> answered) {
        return new Exchange<>(call, requests, WINDOW, answered).start();
    }

    /** One answer for all requests. */
    static <Q, A> Exchange<Q, A> ofOne(ClientCall<Q, A> call, Iterator<Q> requests) {
        return new Exchange<>(call, requests, Integer.MAX_VALUE, OptionalLong::empty).start();
    }

    private Exchange<Q, A> start() {
        call.start(this, new Metadata());
        call.request(WINDOW);
        return this;
    }

    /**
     * {@return the next answer; null after the last one}
     *
     * @throws StatusMapException after all answers that came before the error
     */
    A next() {
        while (true) {
            long seen = events();
            if (maySend()) {
                send();
            } else {
                awaitMoreThan(seen);
            }
            // Answers come before the end, and so they are looked for after it.
            boolean ended = ended();
            A answer = poll();
            if (answer != null) {
                unanswered--;
                call.request(1);
                return answer;
            }
            if (ended) {
                return end();
            }
        }
    }

    /** Ends the call, if it has not ended. Any thread may, and the one that waits is told. */
    void cancel(String why) {
        cancelled = true;
        call.cancel(why, null);
    }

    private boolean maySend() {
        return !allSent && !cancelled && unanswered < window && !ended() && call.isReady();
    }

    private void send() {
        Q request = read();
        try {
            if (request == null) {
                allSent = true;
                call.halfClose();
            } else {
                unanswered++;
                call.sendMessage(request);
            }
        } catch (IllegalStateException refused) {
            // As calls are that another thread has cancelled meanwhile; they end as such.
            if (!cancelled) {
                throw refused;
            }
        }
    }

    /** The next request; null after the last one. */
    private Q read() {
        try {
            return requests.hasNext() ? Objects.requireNonNull(requests.next()) : null;
        } catch (RuntimeException | Error fault) {
            cancel("the source of the requests failed");
            throw fault;
        }
    }

    private synchronized long events() {
        return events;
    }

    private synchronized void awaitMoreThan(long seen) {
        try {
            while (events == seen && answers.isEmpty() && status == null) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            cancel("the thread was interrupted");
            throw failure(Status.CANCELLED.withDescription("the thread was interrupted"), new Metadata());
        }
    }

    private synchronized A poll() {
        return answers.poll();
    }

    private synchronized boolean ended() {
        return status != null;
    }

    private synchronized A end() {
        if (!status.isOk()) {
            throw failure(status, trailers);
        }
        if (!allSent || (window == WINDOW && unanswered > 0)) {
            throw failure(Status.INTERNAL.withDescription("the service ended the stream too early"), trailers);
        }
        return null;
    }

    private StatusMapException failure(Status why, Metadata with) {
        return new StatusMapException(why.asRuntimeException(with), answered.get());
    }

    @Override
    public synchronized void onMessage(A answer) {
        answers.add(answer);
        tell();
    }

    @Override
    public synchronized void onReady() {
        tell();
    }

    @Override
    public synchronized void onClose(Status with, Metadata last) {
        status = with;
        trailers = last;
        tell();
    }

    private synchronized void tell() {
        events++;
        notifyAll();
    }
}
