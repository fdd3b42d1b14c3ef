// The service that the command asks, embedded or remote: the same calls either way.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/embedded.h"
#include "client/cli/options.h"
#include "statusmap/v1/status_map.grpc.pb.h"

namespace statusmap::cli {

// One code as typed, and under which convention it is to be mapped.
struct Question {
  std::string word;
  std::optional<std::int32_t> code;  // nullopt: the word is no code
  std::string convention;
  std::string other_convention = {};  // compare: the second of a pair
};

using Answer = std::variant<v1::LookupStatusResponse, v1::ClassifyStatusResponse, v1::MapHttpStatusResponse,
                            v1::MapGrpcCodeResponse, v1::CompareConventionsResponse, v1::AdviseRetryResponse>;

class Service {
 public:
  // `server` is a gRPC target; empty: the embedded catalogue.
  Service(const std::string& server, std::chrono::milliseconds deadline);

  // The answer to a question that has a code.
  absl::StatusOr<Answer> Ask(const Options& options, const Question& question);

  absl::StatusOr<v1::SearchStatusesResponse> Search(const v1::SearchStatusesRequest& request);

  absl::StatusOr<v1::BatchMapHttpStatusesResponse> MapBatch(const v1::BatchMapHttpStatusesRequest& request);

  // Of statuses that were counted already: one message has them all.
  absl::StatusOr<v1::SummarizeStatusesResponse> Summarize(const v1::SummarizeStatusesRequest& request);

  absl::StatusOr<std::vector<v1::Status>> List(const v1::ListStatusesRequest& filter);
  absl::StatusOr<std::vector<v1::Convention>> List(const v1::ListConventionsRequest& filter);

 private:
  std::chrono::milliseconds deadline_;
  std::optional<Embedded> embedded_;
  std::unique_ptr<v1::StatusMapService::StubInterface> stub_;
};

}  // namespace statusmap::cli
