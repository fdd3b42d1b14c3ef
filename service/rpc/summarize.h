// SummarizeStatuses: chunks of statuses become counts, and the counts one answer.
#pragma once

#include <memory>
#include <string>

#include <grpcpp/support/status.h>

#include "service/catalog/mapping.h"
#include "service/catalog/summary.h"
#include "service/rpc/conversation.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::rpc {

// One stream. Its memory does not grow with the number of statuses.
class Summarizer {
 public:
  // Counts a chunk. After an error the counts are of no use.
  grpc::Status Add(const v1::SummarizeStatusesRequest& request);

  // The answer for what was counted. `response` must be empty.
  grpc::Status Answer(v1::SummarizeStatusesResponse* response);

 private:
  // Only the first chunk may ask for a comparison.
  grpc::Status ChooseAgainst(const std::string& against);

  const catalog::Speaker* convention_ = nullptr;
  const catalog::Speaker* against_ = nullptr;
  bool begun_ = false;
  catalog::StatusCounts counts_;
};

// One stream, in bytes.
std::unique_ptr<Conversation> SummarizeStatuses();

}  // namespace statusmap::rpc
