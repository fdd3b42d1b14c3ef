// The comparisons of the client: the requests that they send, and every field of the answers.
#include <gmock/gmock.h>

#include "google/protobuf/text_format.h"
#include "statusmap/client.h"
#include "tests/client/fake_server.h"

namespace statusmap {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ComparisonTest : public ::testing::Test {
 protected:
  // Has the service answer this.
  void Answer(const std::string& text) {
    server_.service.compare = [this, text](auto&, const auto& request, auto& response) {
      asked_ = request.ShortDebugString();
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &response));
      return grpc::Status::OK;
    };
  }

  std::string asked_;
  FakeServer server_;
  Client client_{server_.Target()};
};

TEST_F(ComparisonTest, OnAnHttpStatusHasEveryField) {
  Answer(R"(by_http_status {
    http_status: 404
    answers { grpc_code: 0 grpc_code_name: "OK" count: 2 conventions: "a" conventions: "b" } answers { count: 1 }
    schools { id: "i" summary: "s" answers { grpc_code: 5 grpc_code_name: "NOT_FOUND" count: 3 } }
    schools { id: "second" } })");
  const auto comparison = client_.CompareOnHttpStatus(404);
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  EXPECT_EQ(asked_, "http_status: 404");
  EXPECT_EQ(comparison->http_status, 404);
  ASSERT_EQ(comparison->answers.size(), 2u);
  EXPECT_EQ(comparison->answers[0].grpc_code, 0);
  EXPECT_EQ(comparison->answers[0].grpc_code_name, "OK");
  EXPECT_EQ(comparison->answers[0].count, 2);
  EXPECT_THAT(comparison->answers[0].conventions, ElementsAre("a", "b"));
  EXPECT_EQ(comparison->answers[1].grpc_code, std::nullopt);
  ASSERT_EQ(comparison->schools.size(), 2u);
  EXPECT_EQ(comparison->schools[0].id, "i");
  EXPECT_EQ(comparison->schools[0].summary, "s");
  ASSERT_EQ(comparison->schools[0].answers.size(), 1u);
  EXPECT_EQ(comparison->schools[0].answers[0].grpc_code, 5);
  EXPECT_EQ(comparison->schools[0].answers[0].count, 3);
  EXPECT_THAT(comparison->schools[1].answers, IsEmpty());
}

TEST_F(ComparisonTest, OnAGrpcCodeHasEveryField) {
  Answer(R"(by_grpc_code {
    grpc_code: 5 grpc_code_name: "NOT_FOUND" answers { http_status: 404 count: 2 conventions: "a" }
    answers { count: 1 } })");
  const auto comparison = client_.CompareOnGrpcCode(grpc::StatusCode::NOT_FOUND);
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  EXPECT_EQ(asked_, "grpc_code: 5");
  EXPECT_EQ(comparison->grpc_code, 5);
  EXPECT_EQ(comparison->grpc_code_name, "NOT_FOUND");
  ASSERT_EQ(comparison->answers.size(), 2u);
  EXPECT_EQ(comparison->answers[0].http_status, 404);
  EXPECT_EQ(comparison->answers[0].count, 2);
  EXPECT_THAT(comparison->answers[0].conventions, ElementsAre("a"));
  EXPECT_EQ(comparison->answers[1].http_status, std::nullopt);
}

TEST_F(ComparisonTest, OnZeroAsksVisibly) {
  Answer("");
  ASSERT_TRUE(client_.CompareOnGrpcCode(0).ok());
  EXPECT_EQ(asked_, "grpc_code: 0");
}

TEST_F(ComparisonTest, OfAPairHasEveryDifference) {
  Answer(R"(by_pair {
    convention: "c" other_convention: "o"
    http_differences {
      compared: 500
      differences { http_status: 200 grpc_code: 0 grpc_code_name: "OK" other_grpc_code: 2 other_grpc_code_name: "N" }
      differences { http_status: 404 } }
    grpc_differences {
      compared: 17
      differences { grpc_code: 1 grpc_code_name: "CANCELLED" http_status: 499 other_http_status: 408 }
      differences { grpc_code: 5 } } })");
  const auto pair = client_.CompareConventions("c", "o");
  ASSERT_TRUE(pair.ok()) << pair.status();
  EXPECT_EQ(asked_, R"(convention: "c" other_convention: "o")");
  EXPECT_EQ(pair->convention, "c");
  EXPECT_EQ(pair->other_convention, "o");
  ASSERT_TRUE(pair->http_differences.has_value());
  EXPECT_EQ(pair->http_differences->compared, 500);
  ASSERT_EQ(pair->http_differences->differences.size(), 2u);
  const HttpDifference& http = pair->http_differences->differences[0];
  EXPECT_EQ(http.http_status, 200);
  EXPECT_EQ(http.grpc_code, 0);
  EXPECT_EQ(http.grpc_code_name, "OK");
  EXPECT_EQ(http.other_grpc_code, 2);
  EXPECT_EQ(http.other_grpc_code_name, "N");
  EXPECT_EQ(pair->http_differences->differences[1].grpc_code, std::nullopt);
  EXPECT_EQ(pair->http_differences->differences[1].other_grpc_code, std::nullopt);
  ASSERT_TRUE(pair->grpc_differences.has_value());
  EXPECT_EQ(pair->grpc_differences->compared, 17);
  ASSERT_EQ(pair->grpc_differences->differences.size(), 2u);
  const GrpcDifference& grpc = pair->grpc_differences->differences[0];
  EXPECT_EQ(grpc.grpc_code, 1);
  EXPECT_EQ(grpc.grpc_code_name, "CANCELLED");
  EXPECT_EQ(grpc.http_status, 499);
  EXPECT_EQ(grpc.other_http_status, 408);
  EXPECT_EQ(pair->grpc_differences->differences[1].http_status, std::nullopt);
  EXPECT_EQ(pair->grpc_differences->differences[1].other_http_status, std::nullopt);
  EXPECT_FALSE(pair->http_round_trip || pair->grpc_round_trip);
}

TEST_F(ComparisonTest, OfAPairHasEveryLoss) {
  Answer(R"(by_pair {
    http_round_trip {
      sent: 500 kept: 9
      lost { http_status: 403 via_grpc_code: 0 via_grpc_code_name: "OK" returned_http_status: 200 }
      lost { http_status: 404 } }
    grpc_round_trip {
      sent: 17 kept: 8
      lost { grpc_code: 6 grpc_code_name: "A" via_http_status: 409 returned_grpc_code: 0 returned_grpc_code_name: "OK" }
      lost { grpc_code: 7 } } })");
  const auto pair = client_.CompareConventions("c");
  ASSERT_TRUE(pair.ok()) << pair.status();
  EXPECT_EQ(asked_, R"(convention: "c")");
  ASSERT_TRUE(pair->http_round_trip.has_value());
  EXPECT_EQ(pair->http_round_trip->sent, 500);
  EXPECT_EQ(pair->http_round_trip->kept, 9);
  ASSERT_EQ(pair->http_round_trip->lost.size(), 2u);
  const HttpLoss& http = pair->http_round_trip->lost[0];
  EXPECT_EQ(http.http_status, 403);
  EXPECT_EQ(http.via_grpc_code, 0);
  EXPECT_EQ(http.via_grpc_code_name, "OK");
  EXPECT_EQ(http.returned_http_status, 200);
  EXPECT_EQ(pair->http_round_trip->lost[1].via_grpc_code, std::nullopt);
  EXPECT_EQ(pair->http_round_trip->lost[1].returned_http_status, std::nullopt);
  ASSERT_TRUE(pair->grpc_round_trip.has_value());
  EXPECT_EQ(pair->grpc_round_trip->sent, 17);
  EXPECT_EQ(pair->grpc_round_trip->kept, 8);
  ASSERT_EQ(pair->grpc_round_trip->lost.size(), 2u);
  const GrpcLoss& grpc = pair->grpc_round_trip->lost[0];
  EXPECT_EQ(grpc.grpc_code, 6);
  EXPECT_EQ(grpc.grpc_code_name, "A");
  EXPECT_EQ(grpc.via_http_status, 409);
  EXPECT_EQ(grpc.returned_grpc_code, 0);
  EXPECT_EQ(grpc.returned_grpc_code_name, "OK");
  EXPECT_EQ(pair->grpc_round_trip->lost[1].via_http_status, std::nullopt);
  EXPECT_EQ(pair->grpc_round_trip->lost[1].returned_grpc_code, std::nullopt);
  EXPECT_FALSE(pair->http_differences || pair->grpc_differences);
}

TEST_F(ComparisonTest, PassesARefusalOn) {
  server_.service.compare = [](auto&, const auto&, auto&) {
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no");
  };
  EXPECT_EQ(client_.CompareOnHttpStatus(99).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(client_.CompareOnGrpcCode(-1).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(client_.CompareConventions("").status().message(), "no");
}

}  // namespace
}  // namespace statusmap
