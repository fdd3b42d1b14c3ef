package example.statusmap;

import example.statusmap.v1.Convention;
import example.statusmap.v1.ListConventionsResponse;
import example.statusmap.v1.ListStatusesResponse;
import example.statusmap.v1.Status;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A list of the service, all pages of it. A page is asked for when the loop or the stream comes to it, and so each of
 * them may throw {@link StatusMapException}; the deadline of the client holds for each page. Every loop asks anew.
 *
 * @param <T> what is listed
 */
public final class Pages<T> implements Iterable<T> {
    private final String firstToken;
    private final Function<String, Page<T>> fetch;

    /** A part of the list, and the token of the next part, which is empty on the last one. */
    record Page<T>(List<T> items, String next) {}

    static Page<Status> of(ListStatusesResponse page) {
        return new Page<>(page.getStatusesList(), page.getNextPageToken());
    }

    static Page<Convention> of(ListConventionsResponse page) {
        return new Page<>(page.getConventionsList(), page.getNextPageToken());
    }

    Pages(String firstToken, Function<String, Page<T>> fetch) {
        this.firstToken = firstToken;
        this.fetch = fetch;
    }

    /** {@return the items in the order of the list} */
    public Stream<T> stream() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private String token = firstToken;
            private boolean ended;
            private Iterator<T> page = List.<T>of().iterator();

            @Override
            public boolean hasNext() {
                while (!page.hasNext() && !ended) {
                    Page<T> fetched = fetch.apply(token);
                    if (!token.isEmpty() && token.equals(fetched.next())) {
                        throw repeated(token);
                    }
                    page = fetched.items().iterator();
                    token = fetched.next();
                    ended = token.isEmpty();
                }
                return page.hasNext();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return page.next();
            }
        };
    }

    /** All items at once, without waiting. To cancel the future cancels the call under way. */
    static <T> CompletableFuture<List<T>> collect(
            String firstToken, Function<String, CompletableFuture<Page<T>>> fetch) {
        var underWay = new AtomicReference<Future<?>>();
        var all = new CancellableFuture<List<T>>(() -> underWay.get().cancel(true));
        collect(firstToken, fetch, new ArrayList<>(), underWay, all);
        return all;
    }

    private static <T> void collect(
            String token,
            Function<String, CompletableFuture<Page<T>>> fetch,
            List<T> items,
            AtomicReference<Future<?>> underWay,
            CompletableFuture<List<T>> all) {
        CompletableFuture<Page<T>> asked = fetch.apply(token);
        underWay.set(asked);
        if (all.isCancelled()) { // between two pages
            asked.cancel(true);
        }
        var unused = asked.whenComplete((page, error) -> {
            if (error != null) {
                all.completeExceptionally(error);
                return;
            }
            items.addAll(page.items());
            if (page.next().isEmpty()) {
                all.complete(items);
            } else if (page.next().equals(token)) {
                all.completeExceptionally(repeated(token));
            } else {
                collect(page.next(), fetch, items, underWay, all);
            }
        });
    }

    /** A server that gives the same page again would keep the caller in a loop for ever. */
    private static StatusMapException repeated(String token) {
        return new StatusMapException(
                io.grpc.Status.INTERNAL.withDescription("the service gave the page token \"" + token + "\" twice"));
    }
}
