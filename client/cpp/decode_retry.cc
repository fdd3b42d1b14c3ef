#include <algorithm>
#include <chrono>
#include <cstdint>

#include "client/cpp/decode.h"

namespace statusmap::internal {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

// As in decode.cc: a cast is the whole translation.
static_assert(static_cast<int>(Role::kProxy) == v1::ROLE_PROXY);
static_assert(static_cast<int>(RetryVerdict::kDoNotRetry) == v1::RETRY_VERDICT_DO_NOT_RETRY);
static_assert(static_cast<int>(Application::kApplied) == v1::APPLICATION_APPLIED);
static_assert(static_cast<int>(DelayOrigin::kNone) == v1::DELAY_ORIGIN_NONE);

google::protobuf::Timestamp TimestampOf(std::chrono::system_clock::time_point at) {
  const auto second = std::chrono::floor<seconds>(at);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(second.time_since_epoch().count());
  timestamp.set_nanos(static_cast<std::int32_t>(nanoseconds(at - second).count()));
  return timestamp;
}

// What is outside the domain of the message could overflow, and counts as its end.
milliseconds MillisecondsOf(const google::protobuf::Duration& duration) {
  constexpr std::int64_t kLongest = 315'576'000'000;
  const seconds whole(std::clamp(duration.seconds(), -kLongest, kLongest));
  return whole + std::chrono::duration_cast<milliseconds>(nanoseconds(duration.nanos()));
}

}  // namespace

v1::AdviseRetryRequest Encode(const RetryQuestion& question) {
  v1::AdviseRetryRequest request;
  if (question.http_status) request.set_http_status(*question.http_status);
  if (question.grpc_code) request.set_grpc_code(*question.grpc_code);
  request.set_method(question.method);
  request.set_retry_after(question.retry_after);
  if (question.received_at) *request.mutable_received_at() = TimestampOf(*question.received_at);
  request.set_idempotency_key(question.idempotency_key);
  request.set_attempt(question.attempt);
  request.set_role(static_cast<v1::Role>(question.role));
  return request;
}

RetryAnswer Decode(const v1::AdviseRetryResponse& message) {
  RetryAnswer answer;
  if (message.has_http_status()) answer.http_status = message.http_status();
  if (message.has_grpc_code()) answer.grpc_code = message.grpc_code();
  answer.name = message.name();
  answer.verdict = static_cast<RetryVerdict>(message.verdict());
  answer.reason = message.reason();
  answer.delay = {static_cast<DelayOrigin>(message.delay().origin()), MillisecondsOf(message.delay().minimum()),
                  MillisecondsOf(message.delay().maximum()), message.delay().source()};
  answer.applied = static_cast<Application>(message.applied());
  answer.applied_source = message.applied_source();
  for (const v1::Clause& clause : message.clauses()) answer.clauses.push_back({clause.source(), clause.says()});
  for (const v1::PolicyAdvice& policy : message.policies()) {
    answer.policies.push_back({policy.policy(), static_cast<RetryVerdict>(policy.verdict()), policy.why(),
                               policy.source(), policy.differs()});
  }
  return answer;
}

}  // namespace statusmap::internal
