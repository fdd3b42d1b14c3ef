// What published retry policies would do.
#include <algorithm>

#include "service/catalog/domain.h"
#include "service/catalog/retry.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {
namespace {

bool SpeaksOf(const RetryPolicyRow& row, int code) {
  return std::ranges::any_of(row.codes, [=](CodeRange range) { return range.first <= code && code <= range.last; });
}

// Whether `word` is one of the words of a text.
bool HasWord(std::string_view text, std::string_view word) {
  while (!text.empty() && !word.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (text.substr(0, end) == word) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

// Beside a gRPC code an empty method leaves the question to the code alone.
bool TakesMethod(const RetryPolicyRow& row, std::string_view method) {
  if (row.methods == "any" || row.methods == "not_said") return true;
  if (row.code_space == CodeSpace::kGrpc && method.empty()) return true;
  return row.methods == "idempotent" ? IsIdempotent(method) : HasWord(row.methods, method);
}

// Where the server says how long to wait.
std::string_view Hint(const RetryPolicyRow& row) {
  return row.code_space == CodeSpace::kGrpc ? "google.rpc.RetryInfo" : "Retry-After";
}

std::string Waiting(const RetryPolicyRow& row) {
  switch (row.honours_retry_after) {
    case Honours::kYes:
      return "; waits as " + std::string(Hint(row)) + " says";
    case Honours::kBackoff:
      return "; waits by its own backoff";
    default:
      return "";
  }
}

// What one row says of a question; `speaks` tells whether its codes include the one asked about.
PolicyAdvice AdviceOf(const RetryPolicyRow& row, const RetryQuestion& question, bool speaks) {
  PolicyAdvice advice{row.policy, RetryVerdict::kDoNotRetry, {}, row.source, false};
  const std::string codes(row.written_codes);
  if (!speaks) {
    advice.why = "not one of " + codes;
  } else if (!TakesMethod(row, question.method)) {
    advice.why = "only with " + std::string(row.methods) + (row.methods == "idempotent" ? " methods" : "");
  } else if (row.needs_retry_after && !question.retry_after) {
    advice.why = "only with " + std::string(Hint(row));
  } else {
    const std::string note = row.note.empty() ? "" : " (" + std::string(row.note) + ")";
    advice.verdict = row.verdict;
    advice.why = "one of " + codes + note + Waiting(row);
  }
  return advice;
}

// A policy that does not repeat what only a changed request can mend agrees with the standards.
bool Differs(RetryVerdict policy, RetryVerdict standard) {
  return policy != standard && (policy != RetryVerdict::kDoNotRetry || standard != RetryVerdict::kRetryAfterChange);
}

}  // namespace

std::vector<PolicyAdvice> PolicyAdviceOn(const RetryQuestion& question, RetryVerdict verdict) {
  const CodeSpace space = CodeSpaceOf(question);
  const int code = question.http_status ? *question.http_status : *question.grpc_code;
  std::vector<PolicyAdvice> policies;
  bool spoke = false;
  for (const RetryPolicyRow& row : kRetryPolicies) {
    if (row.code_space != space) continue;
    const bool speaks = SpeaksOf(row, code);
    PolicyAdvice advice = AdviceOf(row, question, speaks);
    if (policies.empty() || policies.back().policy != row.policy) {
      policies.push_back(std::move(advice));
      spoke = speaks;
    } else if (policies.back().verdict == RetryVerdict::kDoNotRetry) {
      // A row that retries beats one that does not, and one that speaks of the code one that is silent.
      if (advice.verdict != RetryVerdict::kDoNotRetry || (speaks && !spoke)) {
        policies.back() = std::move(advice);
        spoke = speaks;
      } else if (!speaks && !spoke) {
        policies.back().why += " " + std::string(row.written_codes);
      }
    }
  }
  for (PolicyAdvice& advice : policies) advice.differs = Differs(advice.verdict, verdict);
  return policies;
}

}  // namespace statusmap::catalog
