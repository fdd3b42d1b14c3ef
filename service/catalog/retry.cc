#include "service/catalog/retry.h"

#include <algorithm>
#include <utility>

#include "service/catalog/classify.h"
#include "service/catalog/domain.h"
#include "service/catalog/lookup.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {
namespace {

// The clause of retry_clauses.csv with this id; an id that is not there does not compile.
consteval const ClauseRow& ClauseNamed(std::string_view id) {
  return *std::ranges::find_if(kClauses, [=](const ClauseRow& row) { return row.id == id; });
}

void Add(const ClauseRow& clause, RetryAnswer& answer) {
  answer.clauses.push_back({std::string(clause.source), std::string(clause.says)});
}

// RFC 9110 section 5.6.2.
bool IsToken(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return std::ranges::all_of(text, [=](char c) {
    return ('0' <= c && c <= '9') || ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

std::optional<Refusal> Check(const RetryQuestion& question) {
  const std::string allowed = "exactly one of http_status (100 to 999) and grpc_code (0 or above)";
  if (!question.http_status && !question.grpc_code) {
    return Refusal{Reason::kFieldMissing, "http_status", "", allowed, {}};
  }
  if (question.http_status && question.grpc_code) {
    return Refusal{Reason::kQuestionAmbiguous, "grpc_code", std::to_string(*question.grpc_code), allowed, {}};
  }
  auto refusal = question.http_status ? CheckHttpStatus(question.http_status, kLastThreeDigits)
                                      : CheckGrpcCode(question.grpc_code);
  if (refusal) return refusal;
  if (!IsToken(question.method)) {
    return Refusal{Reason::kMethodInvalid, "method", Echo(question.method), "a token such as POST, or nothing", {}};
  }
  if (question.attempt < 0) {
    return Refusal{Reason::kAttemptNegative, "attempt", std::to_string(question.attempt), "0 or above", {}};
  }
  if (question.role < 0 || question.role > static_cast<int>(Role::kProxy)) {
    return Refusal{Reason::kRoleUnknown, "role", std::to_string(question.role), "0 (a client) to 2", {}};
  }
  return std::nullopt;
}

// The narrowest rule on a code; the widest come first.
const ApplicationRow& ApplicationOf(CodeSpace space, int code) {
  const ApplicationRow* found = nullptr;
  for (const ApplicationRow& row : kApplications) {
    if (row.code_space != space) continue;
    if (found == nullptr || (row.first <= code && code <= row.last)) found = &row;
  }
  return *found;
}

void Decide(RetryVerdict verdict, std::string reason, RetryAnswer& answer) {
  answer.verdict = verdict;
  answer.reason = std::move(reason);
}

// The status allows to send the same request again: does its method?
void DecideByMethod(const RetryQuestion& question, RetryAnswer& answer) {
  const std::string method = question.method.empty() ? "a method that is not known" : std::string(question.method);
  if (IsIdempotent(question.method)) {
    Add(ClauseNamed("idempotent-may"), answer);
    Decide(RetryVerdict::kRetry, method + " is idempotent: the same request may be sent again", answer);
  } else if (question.role == static_cast<int>(Role::kProxy)) {
    Add(ClauseNamed("proxy"), answer);
    Decide(RetryVerdict::kDoNotRetry, "a proxy does not repeat a request with " + method + ", which is not idempotent",
           answer);
  } else if (answer.applied == Application::kNotApplied) {
    Add(ClauseNamed("not-idempotent"), answer);
    Decide(RetryVerdict::kRetry, "the request was not applied: it may be sent again, with any method", answer);
  } else if (question.idempotency_key) {
    Add(ClauseNamed("key"), answer);
    Decide(RetryVerdict::kRetry, "the server recognises the request by its Idempotency-Key", answer);
  } else {
    Add(ClauseNamed("not-idempotent"), answer);
    Decide(RetryVerdict::kDoNotRetry,
           "the request may have been applied, and " + method + " does not count as idempotent", answer);
  }
}

void DecideHttp(const RetryQuestion& question, const Classification& kind, RetryAnswer& answer) {
  RetryAdvice advice = kind.semantics->retry_advice;
  // 413: Retry-After says that the condition is temporary (RFC 9110 section 15.5.14).
  const bool temporary = advice == RetryAdvice::kModifiedRequest && kind.semantics->retry_after_meaningful &&
                         question.retry_after.has_value();
  if (temporary) advice = RetryAdvice::kAfterRetryAfter;
  answer.clauses.push_back({kind.source, "defines the status"});
  switch (advice) {
    case RetryAdvice::kNever:
      return Decide(RetryVerdict::kDoNotRetry, "there is nothing that a retry could help", answer);
    case RetryAdvice::kModifiedRequest:
      return Decide(RetryVerdict::kRetryAfterChange, "only a changed request can succeed", answer);
    case RetryAdvice::kAfterAuth:
      return Decide(RetryVerdict::kRetryAfterChange, "only with new or other credentials", answer);
    default:
      return DecideByMethod(question, answer);
  }
}

// AIP-194's answer for a code; empty for one that gRPC does not define.
const VerdictRow* Aip194On(int grpc_code) {
  const auto* row = std::ranges::find_if(
      kVerdicts, [=](const VerdictRow& verdict) { return verdict.by == "aip-194" && verdict.first == grpc_code; });
  return row == kVerdicts.end() ? nullptr : row;
}

void DecideGrpc(const RetryQuestion& question, RetryAnswer& answer) {
  const VerdictRow* verdict = Aip194On(*question.grpc_code);
  const std::string_view says = verdict == nullptr ? "" : verdict->answer;
  Add(ClauseNamed("aip-194"), answer);
  Add(ClauseNamed("grpc-a6"), answer);
  if (says == "no_until_state_changes") {
    return Decide(RetryVerdict::kRetryAfterChange, "only after the state has changed, by AIP-194", answer);
  }
  if (says != "retry") {
    const char* why = says == "generally_no" ? "AIP-194 advises against it in general" : "AIP-194 does not retry it";
    return Decide(RetryVerdict::kDoNotRetry, why, answer);
  }
  if (!question.method.empty()) return DecideByMethod(question, answer);
  Decide(RetryVerdict::kRetry, "AIP-194 retries it; the operation should be idempotent", answer);
}

// A Retry-After is told whatever the verdict: it is also the time for a request that a person, or a client that knows
// more than its method, sends again.
void SetDelay(const RetryQuestion& question, CodeSpace space, RetryAnswer& answer) {
  const bool retry = answer.verdict == RetryVerdict::kRetry;
  if (retry && question.attempt > 1) Add(ClauseNamed("again"), answer);
  if (question.retry_after) {
    Add(ClauseNamed("retry-after"), answer);
    answer.origin = DelayOrigin::kRetryAfter;
    answer.minimum = answer.maximum = *question.retry_after;
    return;
  }
  if (!retry) return;
  const BackoffRow& row = *std::ranges::find(kBackoffs, space, &BackoffRow::code_space);
  // The caps are below 2^20 times the bases.
  const int doublings = std::clamp(question.attempt - 1, 0, 20);
  answer.origin = DelayOrigin::kBackoff;
  answer.maximum =
      std::chrono::milliseconds(std::min<std::int64_t>(row.cap_ms, std::int64_t{row.base_ms} << doublings));
  answer.delay_source = row.source;
}

}  // namespace

bool IsIdempotent(std::string_view method) {
  return std::ranges::any_of(kMethods, [=](const MethodRow& row) { return row.method == method && row.idempotent; });
}

Answer<RetryAnswer> AdviseRetry(const RetryQuestion& question) {
  if (auto refusal = Check(question)) return *std::move(refusal);
  RetryAnswer answer{
      .name = question.http_status ? StatusName(*question.http_status) : std::string(GrpcCodeName(*question.grpc_code)),
      .verdict = RetryVerdict::kDoNotRetry,
      .reason = {},
      .origin = DelayOrigin::kNone,
      .minimum = {},
      .maximum = {},
      .delay_source = {},
      .applied = Application::kUnknown,
      .applied_source = {},
      .clauses = {},
      .policies = {}};
  const CodeSpace space = CodeSpaceOf(question);
  const int code = question.http_status ? std::min<int>(*question.http_status, kLastHttpStatus) : *question.grpc_code;
  const ApplicationRow& application = ApplicationOf(space, code);
  answer.applied = application.applied;
  answer.applied_source = application.source;
  if (question.http_status) {
    DecideHttp(question, std::get<Classification>(ClassifyStatus(question.http_status)), answer);
  } else {
    DecideGrpc(question, answer);
  }
  SetDelay(question, space, answer);
  answer.policies = PolicyAdviceOn(question, answer.verdict);
  return answer;
}

}  // namespace statusmap::catalog
