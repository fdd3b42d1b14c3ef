#include "service/rpc/summarize.h"

#include <cstdint>
#include <string>
#include <utility>

#include "service/rpc/encode.h"
#include "service/rpc/errors.h"
#include "service/rpc/serve.h"
#include "service/rpc/speaker.h"

namespace statusmap::rpc {
namespace {

catalog::Refusal WeightRefusal(catalog::Reason reason, std::int64_t received, std::string allowed) {
  return {reason, "weights", std::to_string(received), std::move(allowed), {}};
}

class SummaryConversation final : public Conversation {
 public:
  grpc::Status Hear(grpc::ByteBuffer* message, std::optional<grpc::ByteBuffer>* /*reply*/) override {
    request_.Clear();
    if (!Parse(message, &request_)) return RequestMalformed(request_.GetTypeName());
    return summarizer_.Add(request_);
  }

  grpc::Status End(std::optional<grpc::ByteBuffer>* reply) override {
    v1::SummarizeStatusesResponse response;
    grpc::Status status = summarizer_.Answer(&response);
    if (status.ok()) Serialize(response, &reply->emplace());
    return status;
  }

  // Half a summary is none, so the client gets the time that the server has.
  grpc::Status Drain() override { return grpc::Status::OK; }

 private:
  Summarizer summarizer_;
  v1::SummarizeStatusesRequest request_;  // keeps its memory from chunk to chunk
};

}  // namespace

grpc::Status Summarizer::Add(const v1::SummarizeStatusesRequest& request) {
  if (grpc::Status status = ChooseSpeaker("convention", request.convention(), &convention_); !status.ok()) {
    return status;
  }
  if (grpc::Status status = ChooseAgainst(request.against()); !status.ok()) return status;
  const bool weighted = request.weights_size() > 0;
  if (weighted && request.weights_size() != request.http_statuses_size()) {
    return ToStatus(WeightRefusal(catalog::Reason::kWeightsMismatched, request.weights_size(),
                                  "none, or one for each of " + std::to_string(request.http_statuses_size())));
  }
  for (int i = 0; i < request.http_statuses_size(); ++i) {
    const std::int64_t weight = weighted ? request.weights(i) : 1;
    if (weight < 0) return ToStatus(WeightRefusal(catalog::Reason::kWeightNegative, weight, "0 or more"));
    if (!counts_.Add(request.http_statuses(i), weight)) {
      return ToStatus(WeightRefusal(catalog::Reason::kWeightsTooLarge, weight, "a sum of at most 2^63-1"));
    }
  }
  return grpc::Status::OK;
}

grpc::Status Summarizer::ChooseAgainst(const std::string& against) {
  const bool first = !std::exchange(begun_, true);
  if (against.empty()) return grpc::Status::OK;
  if (first || against_ != nullptr) return ChooseSpeaker("against", against, &against_);
  return ToStatus(
      {catalog::Reason::kConventionChanged, "against", catalog::Echo(against), "nothing, as in the first message", {}});
}

grpc::Status Summarizer::Answer(v1::SummarizeStatusesResponse* response) {
  // A stream without any message asks about nothing, under the default convention.
  if (grpc::Status status = ChooseSpeaker("convention", "", &convention_); !status.ok()) return status;
  Encode(counts_, *convention_, catalog::Summarize(counts_, convention_, against_), response);
  return grpc::Status::OK;
}

std::unique_ptr<Conversation> SummarizeStatuses() { return std::make_unique<SummaryConversation>(); }

}  // namespace statusmap::rpc
