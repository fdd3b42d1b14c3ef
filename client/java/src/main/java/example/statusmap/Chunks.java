package example.statusmap;

import example.statusmap.v1.StreamMapHttpStatusesRequest;
import example.statusmap.v1.SummarizeStatusesRequest;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.function.Function;

/**
 * The requests for a source of any length: one for each {@link #SIZE} of its items, read when it is asked for. There is
 * one for an empty source too, so that its convention is checked and the answer names it.
 *
 * @param <Q> the type of the requests
 */
final class Chunks<Q> implements Iterator<Q> {
    /** How many items a request has: a few pages of memory, and the cost of a message is nothing against theirs. */
    static final int SIZE = 10_000;

    private final Iterator<?> source;
    private final Function<Boolean, Q> make;
    private boolean begun;

    /** @param make reads up to {@link #SIZE} items of the source; it is told whether this is the first request */
    private Chunks(Iterator<?> source, Function<Boolean, Q> make) {
        this.source = source;
        this.make = make;
    }

    static Iterator<StreamMapHttpStatusesRequest> toMap(Iterator<Integer> statuses, String convention) {
        Objects.requireNonNull(convention);
        PrimitiveIterator.OfInt source = ints(statuses);
        return new Chunks<>(source, first -> {
            var request = StreamMapHttpStatusesRequest.newBuilder();
            if (first) {
                request.setConvention(convention);
            }
            for (int left = SIZE; left > 0 && source.hasNext(); left--) {
                request.addHttpStatuses(source.nextInt());
            }
            return request.build();
        });
    }

    static Iterator<SummarizeStatusesRequest> toCount(Iterator<Integer> statuses, String convention, String against) {
        var beginning = beginning(convention, against);
        PrimitiveIterator.OfInt source = ints(statuses);
        return new Chunks<>(source, first -> {
            var request = first ? beginning.toBuilder() : SummarizeStatusesRequest.newBuilder();
            for (int left = SIZE; left > 0 && source.hasNext(); left--) {
                request.addHttpStatuses(source.nextInt());
            }
            return request.build();
        });
    }

    static Iterator<SummarizeStatusesRequest> toCount(Map<Integer, Long> weights, String convention, String against) {
        var beginning = beginning(convention, against);
        var source = weights.entrySet().iterator();
        return new Chunks<>(source, first -> {
            var request = first ? beginning.toBuilder() : SummarizeStatusesRequest.newBuilder();
            for (int left = SIZE; left > 0 && source.hasNext(); left--) {
                var weighted = source.next();
                request.addHttpStatuses(weighted.getKey()).addWeights(weighted.getValue());
            }
            return request.build();
        });
    }

    private static SummarizeStatusesRequest beginning(String convention, String against) {
        return SummarizeStatusesRequest.newBuilder()
                .setConvention(convention)
                .setAgainst(against)
                .build();
    }

    /** Without a box around each status, where the source has none. */
    private static PrimitiveIterator.OfInt ints(Iterator<Integer> statuses) {
        if (statuses instanceof PrimitiveIterator.OfInt primitive) {
            return primitive;
        }
        return new PrimitiveIterator.OfInt() {
            @Override
            public boolean hasNext() {
                return statuses.hasNext();
            }

            @Override
            public int nextInt() {
                return statuses.next();
            }
        };
    }

    @Override
    public boolean hasNext() {
        return !begun || source.hasNext();
    }

    @Override
    public Q next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        boolean first = !begun;
        begun = true;
        return make.apply(first);
    }
}
