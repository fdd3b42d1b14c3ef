#include "statusmap/client.h"

#include <utility>

#include "client/cpp/call.h"
#include "client/cpp/decode.h"

namespace statusmap {
namespace {

using internal::Stub;

// The answer decoded, or the error.
template <typename Value, typename Response>
absl::StatusOr<Value> Decoded(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  return internal::Decode(*response);
}

template <typename Value, typename Message>
absl::StatusOr<std::vector<Value>> AllDecoded(const absl::StatusOr<std::vector<Message>>& messages) {
  if (!messages.ok()) return messages.status();
  std::vector<Value> values;
  values.reserve(messages->size());
  for (const Message& message : *messages) values.push_back(internal::Decode(message));
  return values;
}

}  // namespace

Client::Client(const std::string& target, const ClientOptions& options)
    : Client(v1::StatusMapService::NewStub(internal::NewChannel(target, options)), options) {}

Client::Client(std::unique_ptr<v1::StatusMapService::StubInterface> stub, const ClientOptions& options)
    : stub_(std::move(stub)), deadline_(options.deadline) {}

Client::Client(Client&& other) noexcept = default;
Client& Client::operator=(Client&& other) noexcept = default;
Client::~Client() = default;

absl::StatusOr<StatusEntry> Client::Lookup(int http_status) const {
  v1::LookupStatusRequest request;
  request.set_http_status(http_status);
  auto response = internal::Call(*stub_, &Stub::LookupStatus, request, internal::DeadlineAfter(deadline_));
  if (!response.ok()) return response.status();
  return internal::Decode(response->status());
}

absl::StatusOr<std::vector<StatusEntry>> Client::ListStatuses(const StatusFilter& filter) const {
  v1::ListStatusesRequest request;
  request.set_status_class(static_cast<v1::StatusClass>(filter.status_class));
  request.set_origin(static_cast<v1::Origin>(filter.origin));
  return AllDecoded<StatusEntry>(internal::AllStatuses(*stub_, request, internal::DeadlineAfter(deadline_)));
}

absl::StatusOr<SearchResult> Client::Search(const std::string& query, int max_results) const {
  v1::SearchStatusesRequest request;
  request.set_query(query);
  request.set_max_results(max_results);
  return Decoded<SearchResult>(
      internal::Call(*stub_, &Stub::SearchStatuses, request, internal::DeadlineAfter(deadline_)));
}

absl::StatusOr<Classification> Client::Classify(int http_status) const {
  v1::ClassifyStatusRequest request;
  request.set_http_status(http_status);
  return Decoded<Classification>(
      internal::Call(*stub_, &Stub::ClassifyStatus, request, internal::DeadlineAfter(deadline_)));
}

absl::StatusOr<RetryAnswer> Client::AdviseRetry(const RetryQuestion& question) const {
  return Decoded<RetryAnswer>(
      internal::Call(*stub_, &Stub::AdviseRetry, internal::Encode(question), internal::DeadlineAfter(deadline_)));
}

absl::StatusOr<HttpMapping> Client::MapHttpStatus(int http_status, const std::string& convention, Others others) const {
  v1::MapHttpStatusRequest request;
  request.set_http_status(http_status);
  request.set_convention(convention);
  request.set_include_conventions(others == Others::kNamed);
  return Decoded<HttpMapping>(
      internal::Call(*stub_, &Stub::MapHttpStatus, request, internal::DeadlineAfter(deadline_)));
}

absl::StatusOr<GrpcMapping> Client::MapGrpcCode(int grpc_code, const std::string& convention, Others others) const {
  v1::MapGrpcCodeRequest request;
  request.set_grpc_code(grpc_code);
  request.set_convention(convention);
  request.set_include_conventions(others == Others::kNamed);
  return Decoded<GrpcMapping>(internal::Call(*stub_, &Stub::MapGrpcCode, request, internal::DeadlineAfter(deadline_)));
}

absl::StatusOr<HttpStatusComparison> Client::CompareOnHttpStatus(int http_status) const {
  v1::CompareConventionsRequest request;
  request.set_http_status(http_status);
  auto response = internal::Call(*stub_, &Stub::CompareConventions, request, internal::DeadlineAfter(deadline_));
  if (!response.ok()) return response.status();
  return internal::Decode(response->by_http_status());
}

absl::StatusOr<GrpcCodeComparison> Client::CompareOnGrpcCode(int grpc_code) const {
  v1::CompareConventionsRequest request;
  request.set_grpc_code(grpc_code);
  auto response = internal::Call(*stub_, &Stub::CompareConventions, request, internal::DeadlineAfter(deadline_));
  if (!response.ok()) return response.status();
  return internal::Decode(response->by_grpc_code());
}

absl::StatusOr<PairComparison> Client::CompareConventions(const std::string& convention,
                                                          const std::string& other_convention) const {
  v1::CompareConventionsRequest request;
  request.set_convention(convention);
  request.set_other_convention(other_convention);
  auto response = internal::Call(*stub_, &Stub::CompareConventions, request, internal::DeadlineAfter(deadline_));
  if (!response.ok()) return response.status();
  return internal::Decode(response->by_pair());
}

absl::StatusOr<std::vector<Convention>> Client::ListConventions(Direction direction) const {
  v1::ListConventionsRequest request;
  request.set_direction(static_cast<v1::Direction>(direction));
  return AllDecoded<Convention>(internal::AllConventions(*stub_, request, internal::DeadlineAfter(deadline_)));
}

}  // namespace statusmap
