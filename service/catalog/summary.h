// What happened in a log: counts of statuses, and what other facts make of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "service/catalog/facts.h"
#include "service/catalog/mapping.h"

namespace statusmap::catalog {

// How often each HTTP status occurred. Needs the same memory however long the log is.
class StatusCounts {
 public:
  static constexpr std::size_t kMaxExamples = 10;

  // Counts any number `weight` times. False, and nothing counted, if the total would leave the domain of std::int64_t.
  // Requires a weight of 0 or more.
  bool Add(std::int32_t http_status, std::int64_t weight);

  // Requires 100 to 599.
  std::int64_t Of(int http_status) const { return counts_[http_status - kFirstHttpStatus]; }
  std::int64_t total() const { return total_; }
  std::int64_t invalid() const { return invalid_; }
  std::int64_t valid() const { return total_ - invalid_; }
  // The first different numbers outside of 100 to 599, in the order of their arrival.
  const std::vector<std::int32_t>& invalid_examples() const { return invalid_examples_; }

 private:
  std::array<std::int64_t, kLastHttpStatus - kFirstHttpStatus + 1> counts_{};
  std::int64_t total_ = 0;
  std::int64_t invalid_ = 0;
  std::vector<std::int32_t> invalid_examples_;
};

// How many there were of one kind: a class, a code, an advice.
template <typename Kind>
struct CountOf {
  Kind kind;
  std::int64_t count;
};

struct StatusCount {
  int http_status;
  int grpc_code;  // kNoAnswer if the convention gives none
  std::int64_t count;
};

// The errors by one published rule. Its rows differ by range only.
struct ErrorCount {
  std::string_view by;
  std::string_view question;
  std::string_view source;
  std::int64_t count;     // errors in any case
  std::int64_t if_named;  // errors if the configuration names the code
};

struct GrpcCodeChange {
  int from;  // kNoAnswer if the convention gives none, like `to`
  int to;
  std::int64_t count;
  std::vector<int> http_statuses;  // ascending
};

// What another convention changes.
struct Impact {
  const Speaker* against;
  std::int64_t changed;
  std::vector<GrpcCodeChange> changes;  // the most frequent first
};

// Whatever did not occur is left out, but for the errors.
struct Summary {
  std::vector<CountOf<StatusClass>> classes;       // ascending
  std::vector<StatusCount> statuses;               // ascending
  std::vector<CountOf<int>> grpc_codes;            // the most frequent first, kNoAnswer last
  std::vector<ErrorCount> errors;                  // by name
  std::vector<CountOf<RetryAdvice>> retry_advice;  // in the order of the enum
  std::int64_t retryable;                          // may be sent again unchanged
  std::optional<Impact> impact;
};

// Both speak for HTTP statuses. `against` nullptr: nothing is compared.
Summary Summarize(const StatusCounts& counts, const Speaker* convention, const Speaker* against);

}  // namespace statusmap::catalog
