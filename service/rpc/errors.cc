#include "service/rpc/errors.h"

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace statusmap::rpc {
namespace {

using catalog::Reason;
using catalog::Refusal;

struct Wording {
  grpc::StatusCode code;
  const char* reason;
};

Wording WordingOf(Reason reason) {
  switch (reason) {
    case Reason::kFieldMissing:
      return {grpc::StatusCode::INVALID_ARGUMENT, "FIELD_MISSING"};
    case Reason::kHttpStatusOutOfRange:
      return {grpc::StatusCode::INVALID_ARGUMENT, "HTTP_STATUS_OUT_OF_RANGE"};
    case Reason::kHttpStatusUnknown:
      return {grpc::StatusCode::NOT_FOUND, "HTTP_STATUS_UNKNOWN"};
    case Reason::kGrpcCodeNegative:
      return {grpc::StatusCode::INVALID_ARGUMENT, "GRPC_CODE_NEGATIVE"};
    case Reason::kConventionUnknown:
      return {grpc::StatusCode::INVALID_ARGUMENT, "CONVENTION_UNKNOWN"};
    case Reason::kDirectionNotCovered:
      return {grpc::StatusCode::FAILED_PRECONDITION, "DIRECTION_NOT_COVERED"};
    case Reason::kFilterUnknown:
      return {grpc::StatusCode::INVALID_ARGUMENT, "FILTER_UNKNOWN"};
    case Reason::kPageSizeNegative:
      return {grpc::StatusCode::INVALID_ARGUMENT, "PAGE_SIZE_NEGATIVE"};
    case Reason::kPageTokenInvalid:
      return {grpc::StatusCode::INVALID_ARGUMENT, "PAGE_TOKEN_INVALID"};
    case Reason::kQuestionAmbiguous:
      return {grpc::StatusCode::INVALID_ARGUMENT, "QUESTION_AMBIGUOUS"};
    case Reason::kQueryEmpty:
      return {grpc::StatusCode::INVALID_ARGUMENT, "QUERY_EMPTY"};
    case Reason::kQueryTooLong:
      return {grpc::StatusCode::INVALID_ARGUMENT, "QUERY_TOO_LONG"};
    case Reason::kQueryControlCharacter:
      return {grpc::StatusCode::INVALID_ARGUMENT, "QUERY_CONTROL_CHARACTER"};
    case Reason::kMaxResultsNegative:
      return {grpc::StatusCode::INVALID_ARGUMENT, "MAX_RESULTS_NEGATIVE"};
    case Reason::kMethodInvalid:
      return {grpc::StatusCode::INVALID_ARGUMENT, "METHOD_INVALID"};
    case Reason::kRetryAfterInvalid:
      return {grpc::StatusCode::INVALID_ARGUMENT, "RETRY_AFTER_INVALID"};
    case Reason::kReceivedAtMissing:
      return {grpc::StatusCode::INVALID_ARGUMENT, "RECEIVED_AT_MISSING"};
    case Reason::kReceivedAtInvalid:
      return {grpc::StatusCode::INVALID_ARGUMENT, "RECEIVED_AT_INVALID"};
    case Reason::kAttemptNegative:
      return {grpc::StatusCode::INVALID_ARGUMENT, "ATTEMPT_NEGATIVE"};
    case Reason::kRoleUnknown:
      return {grpc::StatusCode::INVALID_ARGUMENT, "ROLE_UNKNOWN"};
    case Reason::kConventionChanged:
      return {grpc::StatusCode::INVALID_ARGUMENT, "CONVENTION_CHANGED"};
    case Reason::kWeightsMismatched:
      return {grpc::StatusCode::INVALID_ARGUMENT, "WEIGHTS_MISMATCHED"};
    case Reason::kWeightNegative:
      return {grpc::StatusCode::INVALID_ARGUMENT, "WEIGHT_NEGATIVE"};
    case Reason::kWeightsTooLarge:
      return {grpc::StatusCode::INVALID_ARGUMENT, "WEIGHTS_TOO_LARGE"};
  }
  return {grpc::StatusCode::INTERNAL, "INTERNAL"};
}

std::string Joined(const std::vector<std::string_view>& words) {
  return absl::StrJoin(words, ", ", [](std::string* out, std::string_view word) { out->append(word); });
}

// Lower case: the value received, and what is allowed.
std::string MessageOf(const Refusal& refusal) {
  const std::string field(refusal.field);
  const std::string received = absl::Utf8SafeCEscape(refusal.received);
  switch (refusal.reason) {
    case Reason::kFieldMissing:
      return absl::StrCat(field, " is not set; expected ", refusal.allowed);
    case Reason::kHttpStatusUnknown:
      return absl::StrCat(field, " ", received, " is known to no source; ClassifyStatus has an answer for it");
    case Reason::kConventionUnknown:
      return absl::StrCat("convention \"", received, "\" is not known; nearest: ", Joined(refusal.options),
                          "; ListConventions has all");
    case Reason::kDirectionNotCovered:
      return absl::StrCat("convention \"", received, "\" maps ", Joined(refusal.options), " only; expected ",
                          refusal.allowed);
    case Reason::kQuestionAmbiguous:
      return absl::StrCat("several questions are asked at once; expected only one of ", refusal.allowed);
    case Reason::kReceivedAtMissing:
      return absl::StrCat(field, " is not set; expected ", refusal.allowed);
    case Reason::kMethodInvalid:
    case Reason::kRetryAfterInvalid:
    case Reason::kPageTokenInvalid:
      return absl::StrCat(field, " \"", received, "\" is not valid here; expected ", refusal.allowed);
    case Reason::kConventionChanged:
      return absl::StrCat(field, " \"", received, "\" is not that of the first message; expected ", refusal.allowed);
    case Reason::kWeightsMismatched:
      return absl::StrCat(received, " ", field, " do not belong to the statuses; expected ", refusal.allowed);
    case Reason::kWeightsTooLarge:
      return absl::StrCat(field, " add up to more than can be counted; expected ", refusal.allowed);
    case Reason::kQueryEmpty:
      return absl::StrCat(field, " \"", received, "\" has no text; expected ", refusal.allowed);
    case Reason::kQueryTooLong:
      return absl::StrCat(field, " \"", received, "\" is too long; expected ", refusal.allowed);
    case Reason::kQueryControlCharacter:
      return absl::StrCat(field, " \"", received, "\" has a control character; expected ", refusal.allowed);
    default:
      return absl::StrCat(field, " is ", received, "; expected ", refusal.allowed);
  }
}

std::map<std::string, std::string> MetadataOf(const Refusal& refusal) {
  std::map<std::string, std::string> metadata{{"field", std::string(refusal.field)}};
  if (!refusal.received.empty()) metadata[std::string(refusal.field)] = refusal.received;
  if (!refusal.allowed.empty()) metadata["allowed"] = refusal.allowed;
  if (refusal.reason == Reason::kConventionUnknown) metadata["nearest"] = Joined(refusal.options);
  if (refusal.reason == Reason::kDirectionNotCovered) metadata["directions"] = Joined(refusal.options);
  return metadata;
}

// Collects details, then becomes a grpc::Status.
class ErrorBuilder {
 public:
  ErrorBuilder(Wording wording, const std::string& message, const std::map<std::string, std::string>& metadata)
      : code_(wording.code) {
    status_.set_code(wording.code);
    status_.set_message(message);
    google::rpc::ErrorInfo info;
    info.set_reason(wording.reason);
    *info.mutable_domain() = kErrorDomain;
    info.mutable_metadata()->insert(metadata.begin(), metadata.end());
    status_.add_details()->PackFrom(info);
  }

  void AddFieldViolation(std::string_view field) {
    google::rpc::BadRequest bad_request;
    auto* violation = bad_request.add_field_violations();
    *violation->mutable_field() = field;
    violation->set_description(status_.message());
    status_.add_details()->PackFrom(bad_request);
  }

  void AddRetryDelay(std::chrono::milliseconds delay) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(delay.count() / 1000);
    retry.mutable_retry_delay()->set_nanos(static_cast<int>(delay.count() % 1000) * 1'000'000);
    status_.add_details()->PackFrom(retry);
  }

  grpc::Status Build() const { return {code_, status_.message(), status_.SerializeAsString()}; }

 private:
  grpc::StatusCode code_;
  google::rpc::Status status_;
};

}  // namespace

grpc::Status ToStatus(const Refusal& refusal) {
  const Wording wording = WordingOf(refusal.reason);
  ErrorBuilder error(wording, MessageOf(refusal), MetadataOf(refusal));
  if (wording.code == grpc::StatusCode::INVALID_ARGUMENT) error.AddFieldViolation(refusal.field);
  return error.Build();
}

grpc::Status RequestMalformed(std::string_view message_type) {
  const std::string type(message_type);
  return ErrorBuilder({grpc::StatusCode::INVALID_ARGUMENT, "REQUEST_MALFORMED"},
                      absl::StrCat("the request is not a message of type ", type,
                                   ": its bytes do not parse, or a string in it is not UTF-8"),
                      {{"expected_type", type}})
      .Build();
}

grpc::Status ServiceUnknown(const std::string& service, const std::vector<std::string>& names) {
  const std::string allowed = absl::StrCat("\"", absl::StrJoin(names, "\", \""), "\"");
  const std::string echo = catalog::Echo(service);
  return ErrorBuilder(
             {grpc::StatusCode::NOT_FOUND, "SERVICE_UNKNOWN"},
             absl::StrCat("service \"", absl::Utf8SafeCEscape(echo), "\" is not known; expected one of ", allowed),
             {{"service", echo}, {"allowed", allowed}})
      .Build();
}

grpc::Status ServerDraining(std::optional<std::int64_t> answered) {
  std::map<std::string, std::string> metadata;
  std::string message = "the server is shutting down";
  if (answered) {
    metadata["answered"] = absl::StrCat(*answered);
    absl::StrAppend(&message, "; ", *answered, " statuses of this stream were answered");
  }
  return ErrorBuilder({grpc::StatusCode::UNAVAILABLE, "SERVER_DRAINING"}, message, metadata).Build();
}

grpc::Status TooManyCalls(int limit) {
  ErrorBuilder error({grpc::StatusCode::RESOURCE_EXHAUSTED, "TOO_MANY_CALLS"},
                     absl::StrCat(limit, " calls are in flight already, which is the limit of this server"),
                     {{"limit", absl::StrCat(limit)}});
  error.AddRetryDelay(std::chrono::milliseconds(100));
  return error.Build();
}

}  // namespace statusmap::rpc
