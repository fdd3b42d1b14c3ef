package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.statusmap.Pages.Page;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PagesTest {
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Page<Integer>> service = Map.of(
            "", new Page<>(List.of(1, 2), "a"), "a", new Page<>(List.of(), "b"), "b", new Page<>(List.of(3), ""));

    private Page<Integer> fetch(String token) {
        asked.add(token);
        return service.get(token);
    }

    @Test
    void aPageIsAskedForWhenItsTurnComes() {
        var pages = new Pages<>("", this::fetch);
        var items = pages.iterator();
        assertEquals(List.of(), asked);
        assertEquals(1, items.next());
        assertEquals(2, items.next());
        assertEquals(List.of(""), asked);
        assertEquals(3, items.next());
        assertEquals(List.of("", "a", "b"), asked);
        assertFalse(items.hasNext());
        assertThrows(NoSuchElementException.class, items::next);
        assertEquals(List.of("", "a", "b"), asked);
    }

    @Test
    void everyLoopBeginsAnew() {
        var pages = new Pages<>("a", this::fetch);
        assertEquals(List.of(3), pages.stream().toList());
        assertEquals(List.of(3), pages.stream().toList());
        assertEquals(List.of("a", "b", "a", "b"), asked);
    }

    @Test
    void aStreamThatStopsEarlyAsksNoFurther() {
        assertEquals(1, new Pages<>("", this::fetch).stream().findFirst().orElseThrow());
        assertEquals(List.of(""), asked);
    }

    @Test
    void aListIsCollected() {
        var all = Pages.collect("", token -> CompletableFuture.completedFuture(fetch(token)));
        assertEquals(List.of(1, 2, 3), all.join());
    }

    @Test
    void aTokenThatComesAgainIsNoLoopForEver() {
        Function<String, Page<Integer>> stuck = token -> new Page<>(List.of(1), "again");
        Stream<Integer> items = new Pages<>("", stuck).stream();
        assertEquals(
                Code.INTERNAL,
                assertThrows(StatusMapException.class, items::toList).code());
        var all = Pages.collect("", token -> CompletableFuture.completedFuture(stuck.apply(token)));
        var error = assertThrows(CompletionException.class, all::join);
        assertEquals(
                Code.INTERNAL,
                assertInstanceOf(StatusMapException.class, error.getCause()).code());
    }

    @Test
    void anErrorEndsTheList() {
        var error = new IllegalStateException("no more");
        var all = Pages.<Integer>collect(
                "",
                token -> token.isEmpty()
                        ? CompletableFuture.completedFuture(new Page<>(List.of(1), "a"))
                        : CompletableFuture.failedFuture(error));
        assertEquals(error, assertThrows(CompletionException.class, all::join).getCause());
    }

    @Test
    void noPageIsAskedForOnceItIsCancelled() {
        var first = new CompletableFuture<Page<Integer>>();
        var all = Pages.collect("", token -> token.isEmpty() ? first : CompletableFuture.failedFuture(new Error()));
        all.cancel(true);
        assertEquals(true, first.isCancelled());
        assertThrows(CancellationException.class, all::join);
    }
}
