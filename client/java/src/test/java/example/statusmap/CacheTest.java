package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CacheTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // the clock may overflow
    private final Cache<String, Integer> cache = new Cache<>(2, 10, now::get);

    @Test
    void theOneNotUsedForTheLongestTimeGoes() {
        cache.put("a", 1);
        cache.put("b", 2);
        assertEquals(1, cache.get("a"));
        cache.put("c", 3);
        assertNull(cache.get("b"));
        assertEquals(1, cache.get("a"));
        assertEquals(3, cache.get("c"));
    }

    @Test
    void noneIsOlderThanItsAge() {
        cache.put("a", 1);
        now.addAndGet(9);
        assertEquals(1, cache.get("a"));
        now.addAndGet(1);
        assertNull(cache.get("a"));
    }

    @Test
    void aSizeOfZeroKeepsNone() {
        var none = new Cache<String, Integer>(0, 10, now::get);
        none.put("a", 1);
        assertNull(none.get("a"));
    }
}
