// This request got this status: may it be sent again, when, and what would well-known clients do?
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/catalog/facts.h"
#include "service/catalog/refusal.h"

namespace statusmap::catalog {

// The braces keep designated initializers free of warnings.
struct RetryQuestion {
  std::optional<std::int32_t> http_status{};               // NOLINT(readability-redundant-member-init): 100 to 999
  std::optional<std::int32_t> grpc_code{};                 // NOLINT(readability-redundant-member-init): 0 or above
  std::string_view method{};                               // NOLINT(readability-redundant-member-init): empty: unknown
  std::optional<std::chrono::milliseconds> retry_after{};  // NOLINT(readability-redundant-member-init)
  bool idempotency_key = false;
  std::int32_t attempt = 1;  // 0 counts as 1
  std::int32_t role = 0;     // number of a Role
};

// Which of its codes a question is about.
inline CodeSpace CodeSpaceOf(const RetryQuestion& question) {
  return question.http_status ? CodeSpace::kHttp : CodeSpace::kGrpc;
}

// A clause; its views refer to constant tables except for the source of the status.
struct Clause {
  std::string source;
  std::string says;
};

// What one policy would do. The views refer to constant tables.
struct PolicyAdvice {
  std::string_view policy;
  RetryVerdict verdict;
  std::string why;
  std::string_view source;
  bool differs;
};

struct RetryAnswer {
  std::string name;  // of the code; empty if no source names it
  RetryVerdict verdict;
  std::string reason;
  DelayOrigin origin;
  std::chrono::milliseconds minimum;  // both 0 for kNone
  std::chrono::milliseconds maximum;
  std::string_view delay_source;  // of the backoff, else empty
  Application applied;
  std::string_view applied_source;
  std::vector<Clause> clauses;
  std::vector<PolicyAdvice> policies;
};

// Advice on a request. Refuses: no code or both, a code out of range, a method that is no token, a negative attempt, a
// number that is no role.
Answer<RetryAnswer> AdviseRetry(const RetryQuestion& question);

// Whether RFC 9110 calls the method idempotent. Methods are case-sensitive.
bool IsIdempotent(std::string_view method);

// What every policy of a code space would do, by name; `verdict` is what the standards say.
std::vector<PolicyAdvice> PolicyAdviceOn(const RetryQuestion& question, RetryVerdict verdict);

}  // namespace statusmap::catalog
