use std::hash::Hash;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use lru::LruCache;

/// Keeps the answers used last, each for a time.
#[derive(Debug)]
pub(crate) struct Cache<Key: Hash + Eq, Value> {
    /// None keeps nothing.
    entries: Option<Mutex<LruCache<Key, (Value, Instant)>>>,
    age: Duration,
}

impl<Key: Hash + Eq, Value: Clone> Cache<Key, Value> {
    pub(crate) fn new(size: usize, age: Duration) -> Self {
        Self { entries: NonZeroUsize::new(size).map(|size| Mutex::new(LruCache::new(size))), age }
    }

    pub(crate) fn get(&self, key: &Key) -> Option<Value> {
        // No panic can leave an entry half written.
        let mut entries = self.entries.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        let (value, since) = entries.get(key)?;
        (since.elapsed() < self.age).then(|| value.clone())
    }

    pub(crate) fn put(&self, key: Key, value: Value) {
        if let Some(entries) = &self.entries {
            let mut entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
            entries.put(key, (value, Instant::now()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Cache;

    #[test]
    fn what_was_used_last_stays() {
        let cache = Cache::new(2, Duration::from_secs(60));
        cache.put("a", 1);
        cache.put("b", 2);
        assert_eq!(cache.get(&"a"), Some(1));
        cache.put("c", 3);
        assert_eq!((cache.get(&"a"), cache.get(&"b"), cache.get(&"c")), (Some(1), None, Some(3)));
        cache.put("a", 4);
        assert_eq!(cache.get(&"a"), Some(4));
    }

    #[test]
    fn nothing_stays_without_room_or_time() {
        for cache in [Cache::new(0, Duration::from_secs(60)), Cache::new(2, Duration::ZERO)] {
            cache.put("a", 1);
            assert_eq!(cache.get(&"a"), None);
        }
    }
}
