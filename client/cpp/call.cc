#include "client/cpp/call.h"

#include <utility>

#include "client/cpp/service_config.h"
#include "google/rpc/status.pb.h"

namespace statusmap::internal {

namespace {

// gRPC's defaults of 30 s and 1 s are longer than the retries last: a rolling update of a small service replaces all
// addresses within the first, and a container restarts within the second.
constexpr std::pair<const char*, int> kArguments[] = {
    {GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, 1000},
    {GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100},
};

}  // namespace

std::shared_ptr<grpc::Channel> NewChannel(const std::string& target, const ClientOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(kServiceConfig);
  for (const auto& [name, value] : kArguments) arguments.SetInt(name, value);
  // An answer is as long as its question: gRPC's 4 MiB would refuse that to a batch of some million statuses.
  arguments.SetMaxReceiveMessageSize(-1);
  if (!options.user_agent_prefix.empty()) arguments.SetUserAgentPrefix(options.user_agent_prefix);
  auto credentials = options.credentials ? options.credentials : grpc::InsecureChannelCredentials();
  return grpc::CreateCustomChannel(target, credentials, arguments);
}

Deadline DeadlineAfter(std::chrono::milliseconds limit) {
  const Deadline now = std::chrono::system_clock::now();
  // Well in the past: gRPC rounds up to its clock's next tick. And an addition could overflow.
  if (limit <= std::chrono::milliseconds::zero()) return now - std::chrono::seconds(1);
  const auto room = std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::max() - now);
  return limit < room ? now + limit : Deadline::max();
}

absl::Status FromGrpc(const grpc::Status& status) {
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status carrier;
  // Details that do not parse are left out: the code and the message are worth more than a second error.
  if (status.error_details().empty() || !carrier.ParseFromString(status.error_details())) return result;
  for (const auto& detail : carrier.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

absl::Status RepeatedPage(const std::string& token) {
  return absl::InternalError("the service gave the page token \"" + token + "\" twice");
}

absl::StatusOr<std::vector<v1::Status>> AllStatuses(Stub& stub, v1::ListStatusesRequest request, Deadline deadline) {
  return CallForAllPages<v1::Status>(stub, &Stub::ListStatuses, std::move(request), deadline,
                                     [](v1::ListStatusesResponse& page) { return page.mutable_statuses(); });
}

absl::StatusOr<std::vector<v1::Convention>> AllConventions(Stub& stub, v1::ListConventionsRequest request,
                                                           Deadline deadline) {
  return CallForAllPages<v1::Convention>(stub, &Stub::ListConventions, std::move(request), deadline,
                                         [](v1::ListConventionsResponse& page) { return page.mutable_conventions(); });
}

}  // namespace statusmap::internal
