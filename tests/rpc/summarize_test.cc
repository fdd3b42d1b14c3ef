#include "service/rpc/summarize.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "tests/rpc/buffers.h"
#include "tests/rpc/details.h"

namespace statusmap::rpc {
namespace {

v1::SummarizeStatusesRequest Chunk(const std::vector<int>& statuses, const std::vector<std::int64_t>& weights = {}) {
  v1::SummarizeStatusesRequest request;
  request.mutable_http_statuses()->Add(statuses.begin(), statuses.end());
  request.mutable_weights()->Add(weights.begin(), weights.end());
  return request;
}

TEST(Summarizer, AddsChunksUp) {
  Summarizer summarizer;
  ASSERT_TRUE(summarizer.Add(Chunk({200, 404})).ok());
  ASSERT_TRUE(summarizer.Add(Chunk({404, 7}, {2, 5})).ok());
  ASSERT_TRUE(summarizer.Add(Chunk({})).ok());
  v1::SummarizeStatusesResponse response;
  ASSERT_TRUE(summarizer.Answer(&response).ok());
  EXPECT_EQ(response.convention(), "google-apis");
  EXPECT_EQ(response.total(), 9);
  EXPECT_EQ(response.valid(), 4);
  EXPECT_EQ(response.invalid(), 5);
  ASSERT_EQ(response.statuses_size(), 2);
  EXPECT_EQ(response.statuses(1).http_status(), 404);
  EXPECT_EQ(response.statuses(1).name(), "Not Found");
  EXPECT_EQ(response.statuses(1).grpc_code_name(), "NOT_FOUND");
  EXPECT_EQ(response.statuses(1).count(), 3);
  EXPECT_DOUBLE_EQ(response.statuses(1).share(), 0.75);
  EXPECT_FALSE(response.has_impact());
}

TEST(Summarizer, OfNothingHasNoShares) {
  v1::SummarizeStatusesResponse response;
  ASSERT_TRUE(Summarizer().Answer(&response).ok());
  EXPECT_EQ(response.convention(), "google-apis");
  EXPECT_EQ(response.total(), 0);
  EXPECT_EQ(response.retryable_share(), 0);
  for (const auto& errors : response.errors()) EXPECT_EQ(errors.share(), 0);
}

TEST(Summarizer, LeavesCodesUnsetThatAConventionDoesNotGive) {
  Summarizer summarizer;
  v1::SummarizeStatusesRequest request = Chunk({302, 404});
  request.set_convention("google-api-core-python");
  request.set_against("envoy");
  ASSERT_TRUE(summarizer.Add(request).ok());
  v1::SummarizeStatusesResponse response;
  ASSERT_TRUE(summarizer.Answer(&response).ok());
  ASSERT_EQ(response.grpc_codes_size(), 2);
  EXPECT_FALSE(response.grpc_codes(1).has_grpc_code());
  ASSERT_EQ(response.impact().changes_size(), 2);
  EXPECT_EQ(response.impact().changed(), 2);
  EXPECT_FALSE(response.impact().changes(0).has_from_grpc_code());
  EXPECT_EQ(response.impact().changes(0).to_grpc_code_name(), "UNKNOWN");
}

TEST(Summarizer, RefusesWeights) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(ReasonOf(Summarizer().Add(Chunk({200}, {1, 2}))), "WEIGHTS_MISMATCHED");
  EXPECT_EQ(ReasonOf(Summarizer().Add(Chunk({}, {1}))), "WEIGHTS_MISMATCHED");
  EXPECT_EQ(ReasonOf(Summarizer().Add(Chunk({200}, {-1}))), "WEIGHT_NEGATIVE");
  Summarizer full;
  ASSERT_TRUE(full.Add(Chunk({200, 7}, {kMost - 1, 1})).ok());
  ASSERT_TRUE(full.Add(Chunk({200}, {0})).ok());
  EXPECT_EQ(ReasonOf(full.Add(Chunk({200}))), "WEIGHTS_TOO_LARGE");
}

TEST(Summarizer, KeepsToTheConventionsOfTheFirstChunk) {
  Summarizer summarizer;
  v1::SummarizeStatusesRequest request;
  request.set_convention("envoy");
  request.set_against("grpc-spec");
  ASSERT_TRUE(summarizer.Add(request).ok());
  EXPECT_TRUE(summarizer.Add(request).ok());
  EXPECT_TRUE(summarizer.Add({}).ok());
  request.set_against("envoy");
  EXPECT_EQ(ReasonOf(summarizer.Add(request)), "CONVENTION_CHANGED");
}

TEST(Summarizer, ComparesOnlyIfTheFirstChunkAsks) {
  Summarizer summarizer;
  ASSERT_TRUE(summarizer.Add({}).ok());
  v1::SummarizeStatusesRequest request;
  request.set_against("envoy");
  const grpc::Status status = summarizer.Add(request);
  EXPECT_EQ(ReasonOf(status), "CONVENTION_CHANGED");
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status)->field_violations(0).field(), "against");
}

TEST(SummarizeStatuses, AnswersOnceAndIsNotEndedByADrain) {
  const auto conversation = SummarizeStatuses();
  std::optional<grpc::ByteBuffer> reply;
  grpc::ByteBuffer message = Buffer(Chunk({404}).SerializeAsString(), 2);
  ASSERT_TRUE(conversation->Hear(&message, &reply).ok());
  EXPECT_FALSE(reply);
  EXPECT_TRUE(conversation->Drain().ok());
  ASSERT_TRUE(conversation->End(&reply).ok());
  v1::SummarizeStatusesResponse response;
  ASSERT_TRUE(response.ParseFromString(Bytes(*reply)));
  EXPECT_EQ(response.valid(), 1);
  grpc::ByteBuffer garbage = Buffer("\xff", 1);
  EXPECT_EQ(ReasonOf(conversation->Hear(&garbage, &reply)), "REQUEST_MALFORMED");
}

}  // namespace
}  // namespace statusmap::rpc
