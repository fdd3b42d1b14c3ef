package example.statusmap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** At most so many values, none older than an age; the one that was not used for the longest time goes first. */
final class Cache<K, V> {
    private final long ageNanos;
    private final LongSupplier clock;
    private final Map<K, Entry<V>> entries;

    private record Entry<V>(V value, long sinceNanos) {}

    /** @param clock nanoseconds since any moment */
    Cache(int size, long ageNanos, LongSupplier clock) {
        this.ageNanos = ageNanos;
        this.clock = clock;
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Entry<V>> eldest) {
                return size() > size;
            }
        };
    }

    /** {@return what is kept under the key, or null} */
    synchronized V get(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (clock.getAsLong() - entry.sinceNanos >= ageNanos) {
            entries.remove(key);
            return null;
        }
        return entry.value;
    }

    synchronized void put(K key, V value) {
        entries.put(key, new Entry<>(value, clock.getAsLong()));
    }
}
