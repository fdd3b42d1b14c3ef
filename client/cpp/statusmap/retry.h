// The question and the answer of Client::AdviseRetry. The rules of types.h hold here too.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace statusmap {

// Who sent the request and got the status.
enum class Role {
  kUnspecified = 0,  // counts as a client
  kClient = 1,       // knows what its request is for
  kProxy = 2,        // must not repeat a request whose method is not idempotent (RFC 9110 section 9.2.2)
};

// Whether a request may be sent again without asking anyone.
enum class RetryVerdict {
  kUnspecified = 0,       // never in an answer
  kRetry = 1,             // the same request may be sent again
  kRetryAfterChange = 2,  // only after the request, its credentials or the state that it met has changed
  kDoNotRetry = 3,        // no
};

// Whether the server has done what the request asked for.
enum class Application {
  kUnspecified = 0,  // never in an answer
  kNotApplied = 1,   // it has not: the status says that the request was not acted on
  kUnknown = 2,      // it may have
  kApplied = 3,      // it has
};

// Where a delay comes from.
enum class DelayOrigin {
  kUnspecified = 0,  // never in an answer
  kRetryAfter = 1,   // the Retry-After header of the response
  kBackoff = 2,      // exponential backoff with full jitter
  kNone = 3,         // there is no delay
};

// A request, and what it got. Set one of the two codes; what is not known stays as it is here.
//   {.http_status = 503, .method = "POST", .retry_after = "7"}
// The braces keep designated initializers free of warnings.
struct RetryQuestion {
  std::optional<int> http_status{};  // NOLINT(readability-redundant-member-init): 100 to 999
  std::optional<int> grpc_code{};    // NOLINT(readability-redundant-member-init): 0 and above
  // The method in its own case, a token such as "POST". Empty: not known, which beside an HTTP status counts as not
  // idempotent. Beside a gRPC code it is the method that the operation would have over HTTP.
  std::string method{};  // NOLINT(readability-redundant-member-init)
  // The value of the response's Retry-After header, verbatim: seconds, or an HTTP date. Empty: there was none.
  std::string retry_after{};  // NOLINT(readability-redundant-member-init)
  // When the response was received. A Retry-After with a date needs it; it is not used otherwise.
  std::optional<std::chrono::system_clock::time_point> received_at{};  // NOLINT(readability-redundant-member-init)
  bool idempotency_key = false;                                        // the request carried an Idempotency-Key
  int attempt = 1;  // which attempt got the status: 1 is the first, and 0 counts as 1
  Role role = Role::kUnspecified;
};

// How long to wait: a random time from minimum to maximum. Both are 0 for kNone and equal for kRetryAfter, where they
// are 10,000 years at most.
struct Delay {
  DelayOrigin origin = DelayOrigin::kUnspecified;
  std::chrono::milliseconds minimum{0};
  std::chrono::milliseconds maximum{0};
  std::string source;  // where the parameters of the backoff were read; empty for other origins
};

// A clause of a standard or of a published document.
struct Clause {
  std::string source;  // the document and its section
  std::string says;    // what it says, in short
};

// What one published policy would do about the request.
struct PolicyAdvice {
  std::string policy;                                 // whose, for instance "curl --retry"
  RetryVerdict verdict = RetryVerdict::kUnspecified;  // kDoNotRetry if it does not speak of the code
  std::string why;                                    // its codes, its methods, what it makes of Retry-After
  std::string source;                                 // where it was read
  bool differs = false;                               // it departs from the verdict of the answer
};

// Whether a request may be sent again, and when: the answer of Client::AdviseRetry.
struct RetryAnswer {
  std::optional<int> http_status;  // the code asked about: one of the two is set
  std::optional<int> grpc_code;
  std::string name;  // of that code: a reason phrase, or a name of google.rpc.Code; empty if no source names it
  RetryVerdict verdict = RetryVerdict::kUnspecified;
  std::string reason;  // why, in one sentence
  Delay delay;
  Application applied = Application::kUnspecified;  // by what the status says
  std::string applied_source;                       // where that is said
  std::vector<Clause> clauses;         // behind the verdict and the delay, the one that defines the status first
  std::vector<PolicyAdvice> policies;  // those that speak of HTTP, or of gRPC, as the question does; by their names
};

}  // namespace statusmap
