// Messages of the contract to plain values, and the one question that is a value to its message. Not installed.
#pragma once

#include <vector>

#include "statusmap/bulk.h"
#include "statusmap/comparison.h"
#include "statusmap/retry.h"
#include "statusmap/types.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::internal {

StatusEntry Decode(const v1::Status& message);
SearchResult Decode(const v1::SearchStatusesResponse& message);
Classification Decode(const v1::ClassifyStatusResponse& message);
HttpMapping Decode(const v1::MapHttpStatusResponse& message);
GrpcMapping Decode(const v1::MapGrpcCodeResponse& message);
Convention Decode(const v1::Convention& message);

GrpcAnswer Decode(const v1::GrpcAnswer& message);
HttpAnswer Decode(const v1::HttpAnswer& message);

// A list of either.
template <typename Answer, typename Messages>
std::vector<Answer> AnswersOf(const Messages& messages) {
  std::vector<Answer> answers;
  answers.reserve(messages.size());
  for (const auto& message : messages) answers.push_back(Decode(message));
  return answers;
}

HttpStatusComparison Decode(const v1::HttpStatusComparison& message);
GrpcCodeComparison Decode(const v1::GrpcCodeComparison& message);
PairComparison Decode(const v1::PairComparison& message);

v1::AdviseRetryRequest Encode(const RetryQuestion& question);
RetryAnswer Decode(const v1::AdviseRetryResponse& message);

// Who answers, from any message that says so.
template <typename Message>
Rules RulesOf(const Message& message) {
  return {message.convention(), message.answered_by(), message.source(), message.caution()};
}

BatchMapping Decode(const v1::BatchMapHttpStatusesResponse& message);
Summary Decode(const v1::SummarizeStatusesResponse& message);

}  // namespace statusmap::internal
