#include <string_view>

#include "service/catalog/domain.h"
#include "service/rpc/encode.h"
#include "service/rpc/enums.h"
#include "service/rpc/speaker.h"

namespace statusmap::rpc {
namespace {

// A share of the valid statuses; of none it is 0.
class Shares {
 public:
  explicit Shares(std::int64_t valid) : valid_(valid) {}

  double Of(std::int64_t count) const {
    return valid_ == 0 ? 0 : static_cast<double>(count) / static_cast<double>(valid_);
  }

  template <typename Message>
  void Set(std::int64_t count, Message* message) const {
    message->set_count(count);
    message->set_share(Of(count));
  }

 private:
  std::int64_t valid_;
};

void Encode(const catalog::GrpcCodeChange& change, v1::GrpcCodeChange* message) {
  if (change.from != catalog::kNoAnswer) message->set_from_grpc_code(change.from);
  *message->mutable_from_grpc_code_name() = catalog::GrpcCodeName(change.from);
  if (change.to != catalog::kNoAnswer) message->set_to_grpc_code(change.to);
  *message->mutable_to_grpc_code_name() = catalog::GrpcCodeName(change.to);
  message->set_count(change.count);
  message->mutable_http_statuses()->Add(change.http_statuses.begin(), change.http_statuses.end());
}

void Encode(const catalog::Impact& impact, const Shares& shares, v1::Impact* message) {
  *message->mutable_against() = impact.against->convention;
  EncodeSpeaker(*impact.against, message);
  message->set_changed(impact.changed);
  message->set_changed_share(shares.Of(impact.changed));
  for (const catalog::GrpcCodeChange& change : impact.changes) Encode(change, message->add_changes());
}

}  // namespace

void Encode(const catalog::StatusCounts& counts, const catalog::Speaker& convention, const catalog::Summary& summary,
            v1::SummarizeStatusesResponse* response) {
  const Shares shares(counts.valid());
  *response->mutable_convention() = convention.convention;
  EncodeSpeaker(convention, response);
  response->set_total(counts.total());
  response->set_valid(counts.valid());
  response->set_invalid(counts.invalid());
  response->mutable_invalid_examples()->Add(counts.invalid_examples().begin(), counts.invalid_examples().end());
  for (const auto& [status_class, count] : summary.classes) {
    auto* message = response->add_classes();
    message->set_status_class(SameNumber<v1::StatusClass>(status_class));
    shares.Set(count, message);
  }
  for (const catalog::StatusCount& status : summary.statuses) {
    auto* message = response->add_statuses();
    message->set_http_status(status.http_status);
    message->set_name(catalog::StatusName(status.http_status));
    EncodeGrpcCode(status.grpc_code, message);
    shares.Set(status.count, message);
  }
  for (const auto& [code, count] : summary.grpc_codes) {
    auto* message = response->add_grpc_codes();
    EncodeGrpcCode(code, message);
    shares.Set(count, message);
  }
  for (const catalog::ErrorCount& errors : summary.errors) {
    auto* message = response->add_errors();
    *message->mutable_by() = errors.by;
    *message->mutable_question() = errors.question;
    *message->mutable_source() = errors.source;
    message->set_if_named(errors.if_named);
    shares.Set(errors.count, message);
  }
  for (const auto& [advice, count] : summary.retry_advice) {
    auto* message = response->add_retry_advice();
    message->set_retry_advice(SameNumber<v1::RetryAdvice>(advice));
    shares.Set(count, message);
  }
  response->set_retryable(summary.retryable);
  response->set_retryable_share(shares.Of(summary.retryable));
  if (summary.impact) Encode(*summary.impact, shares, response->mutable_impact());
}

}  // namespace statusmap::rpc
