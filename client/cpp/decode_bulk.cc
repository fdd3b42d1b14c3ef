#include "client/cpp/decode.h"

namespace statusmap::internal {
namespace {

template <typename Message>
Count CountOf(const Message& message) {
  return {message.count(), message.share()};
}

template <typename Message>
std::optional<int> CodeOf(const Message& message) {
  return message.has_grpc_code() ? std::optional<int>(message.grpc_code()) : std::nullopt;
}

StatusClassCount Decode(const v1::StatusClassCount& message) {
  return {CountOf(message), static_cast<StatusClass>(message.status_class())};
}

HttpStatusCount Decode(const v1::HttpStatusCount& message) {
  return {CountOf(message), message.http_status(), message.name(), CodeOf(message), message.grpc_code_name()};
}

GrpcCodeCount Decode(const v1::GrpcCodeCount& message) {
  return {CountOf(message), CodeOf(message), message.grpc_code_name()};
}

ErrorCount Decode(const v1::ErrorCount& message) {
  return {CountOf(message), message.by(), message.question(), message.if_named(), message.source()};
}

RetryAdviceCount Decode(const v1::RetryAdviceCount& message) {
  return {CountOf(message), static_cast<RetryAdvice>(message.retry_advice())};
}

GrpcCodeChange Decode(const v1::GrpcCodeChange& message) {
  GrpcCodeChange change;
  if (message.has_from_grpc_code()) change.from_grpc_code = message.from_grpc_code();
  change.from_grpc_code_name = message.from_grpc_code_name();
  if (message.has_to_grpc_code()) change.to_grpc_code = message.to_grpc_code();
  change.to_grpc_code_name = message.to_grpc_code_name();
  change.count = message.count();
  change.http_statuses.assign(message.http_statuses().begin(), message.http_statuses().end());
  return change;
}

template <typename Value, typename Messages>
std::vector<Value> DecodeAll(const Messages& messages) {
  std::vector<Value> values;
  values.reserve(messages.size());
  for (const auto& message : messages) values.push_back(Decode(message));
  return values;
}

Impact Decode(const v1::Impact& message) {
  return {{message.against(), message.answered_by(), message.source(), message.caution()},
          {message.changed(), message.changed_share()},
          DecodeAll<GrpcCodeChange>(message.changes())};
}

}  // namespace

BatchMapping Decode(const v1::BatchMapHttpStatusesResponse& message) {
  return {RulesOf(message), {message.grpc_codes().begin(), message.grpc_codes().end()}};
}

Summary Decode(const v1::SummarizeStatusesResponse& message) {
  Summary summary;
  summary.rules = RulesOf(message);
  summary.total = message.total();
  summary.valid = message.valid();
  summary.invalid = message.invalid();
  summary.invalid_examples.assign(message.invalid_examples().begin(), message.invalid_examples().end());
  summary.classes = DecodeAll<StatusClassCount>(message.classes());
  summary.statuses = DecodeAll<HttpStatusCount>(message.statuses());
  summary.grpc_codes = DecodeAll<GrpcCodeCount>(message.grpc_codes());
  summary.errors = DecodeAll<ErrorCount>(message.errors());
  summary.retry_advice = DecodeAll<RetryAdviceCount>(message.retry_advice());
  summary.retryable = {message.retryable(), message.retryable_share()};
  if (message.has_impact()) summary.impact = Decode(message.impact());
  return summary;
}

}  // namespace statusmap::internal
