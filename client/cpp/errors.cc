#include "statusmap/errors.h"

#include <string_view>

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"

namespace statusmap {
namespace {

// Reads the payload of this message type, if it is there and parses.
template <typename Message>
bool Read(const absl::Status& status, Message& message) {
  const auto payload = status.GetPayload("type.googleapis.com/" + Message::descriptor()->full_name());
  return payload.has_value() && message.ParseFromString(std::string(*payload));
}

}  // namespace

std::optional<ErrorDetails> DetailsOf(const absl::Status& status) {
  ErrorDetails details;
  bool found = false;
  if (google::rpc::ErrorInfo info; Read(status, info)) {
    found = true;
    details.reason = info.reason();
    details.domain = info.domain();
    details.metadata.insert(info.metadata().begin(), info.metadata().end());
  }
  if (google::rpc::BadRequest request; Read(status, request)) {
    found = true;
    for (const auto& violation : request.field_violations()) {
      details.field_violations.push_back({violation.field(), violation.description()});
    }
  }
  if (google::rpc::RetryInfo retry; Read(status, retry) && retry.has_retry_delay()) {
    found = true;
    details.retry_delay =
        std::chrono::seconds(retry.retry_delay().seconds()) + std::chrono::nanoseconds(retry.retry_delay().nanos());
  }
  if (!found) return std::nullopt;
  return details;
}

}  // namespace statusmap
