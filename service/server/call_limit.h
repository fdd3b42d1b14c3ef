// How many calls are in flight, and whether that is too many.
#pragma once

#include <atomic>

namespace statusmap::server {

// Counts calls from their arrival until their last byte is written. HTTP/2's own limit on streams does not hold before
// a client acknowledged it, so the server needs one of its own. Safe for all threads.
class CallLimit {
 public:
  explicit CallLimit(int limit) : limit_(limit) {}

  // Counts a call in. False if it is one too many: it is counted all the same, until it has been refused.
  bool Enter() { return in_flight_.fetch_add(1, std::memory_order_relaxed) < limit_; }
  void Leave() { in_flight_.fetch_sub(1, std::memory_order_relaxed); }

  int limit() const { return limit_; }
  int in_flight() const { return in_flight_.load(std::memory_order_relaxed); }

 private:
  const int limit_;
  std::atomic<int> in_flight_ = 0;
};

}  // namespace statusmap::server
