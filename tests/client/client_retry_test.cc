// Client::AdviseRetry: the request that it sends, and every field of the answer.
#include <gmock/gmock.h>

#include <chrono>

#include "google/protobuf/text_format.h"
#include "statusmap/client.h"
#include "tests/client/fake_server.h"

namespace statusmap {
namespace {

using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::year;
using ::testing::IsEmpty;

class AdviseRetryTest : public ::testing::Test {
 protected:
  // Has the service answer this.
  void Answer(const std::string& text) {
    server_.service.advise_retry = [this, text](auto&, const auto& request, auto& response) {
      asked_ = request.ShortDebugString();
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &response));
      return grpc::Status::OK;
    };
  }

  std::string asked_;
  FakeServer server_;
  Client client_{server_.Target()};
};

TEST_F(AdviseRetryTest, SendsAndHasEveryField) {
  Answer(R"(
    verdict: RETRY_VERDICT_RETRY_AFTER_CHANGE reason: "r"
    delay { minimum { seconds: 7 nanos: 250000000 } maximum { seconds: 315576000000 } origin: DELAY_ORIGIN_BACKOFF
            source: "ds" }
    applied: APPLICATION_NOT_APPLIED applied_source: "as"
    clauses { source: "cs" says: "c" } clauses { says: "second" }
    policies { policy: "p" verdict: RETRY_VERDICT_DO_NOT_RETRY why: "w" source: "ps" differs: true }
    policies { policy: "second" } http_status: 503 name: "n")");
  const auto answer = client_.AdviseRetry({.http_status = 503,
                                           .method = "POST",
                                           .retry_after = "Sun, 06 Nov 1994 08:49:37 GMT",
                                           .received_at = sys_days(year(1994) / 11 / 6) + milliseconds(1500),
                                           .idempotency_key = true,
                                           .attempt = 3,
                                           .role = Role::kProxy});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(asked_, R"(http_status: 503 method: "POST" retry_after: "Sun, 06 Nov 1994 08:49:37 GMT" )"
                    R"(received_at { seconds: 784080001 nanos: 500000000 } idempotency_key: true attempt: 3 )"
                    R"(role: ROLE_PROXY)");
  EXPECT_EQ(answer->verdict, RetryVerdict::kRetryAfterChange);
  EXPECT_EQ(answer->http_status, 503);
  EXPECT_EQ(answer->grpc_code, std::nullopt);
  EXPECT_EQ(answer->name, "n");
  EXPECT_EQ(answer->reason, "r");
  EXPECT_EQ(answer->delay.origin, DelayOrigin::kBackoff);
  EXPECT_EQ(answer->delay.minimum, milliseconds(7250));
  EXPECT_EQ(answer->delay.maximum, milliseconds(315'576'000'000'000));
  EXPECT_EQ(answer->delay.source, "ds");
  EXPECT_EQ(answer->applied, Application::kNotApplied);
  EXPECT_EQ(answer->applied_source, "as");
  ASSERT_EQ(answer->clauses.size(), 2u);
  EXPECT_EQ(answer->clauses[0].source, "cs");
  EXPECT_EQ(answer->clauses[0].says, "c");
  EXPECT_EQ(answer->clauses[1].says, "second");
  ASSERT_EQ(answer->policies.size(), 2u);
  EXPECT_EQ(answer->policies[0].policy, "p");
  EXPECT_EQ(answer->policies[0].verdict, RetryVerdict::kDoNotRetry);
  EXPECT_EQ(answer->policies[0].why, "w");
  EXPECT_EQ(answer->policies[0].source, "ps");
  EXPECT_TRUE(answer->policies[0].differs);
  EXPECT_FALSE(answer->policies[1].differs);
}

TEST_F(AdviseRetryTest, SendsNothingThatIsNotKnown) {
  Answer("verdict: RETRY_VERDICT_DO_NOT_RETRY delay { origin: DELAY_ORIGIN_NONE }");
  const auto answer = client_.AdviseRetry({.grpc_code = grpc::StatusCode::OK});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(asked_, "grpc_code: 0 attempt: 1");
  EXPECT_EQ(answer->delay.origin, DelayOrigin::kNone);
  EXPECT_EQ(answer->delay.minimum, milliseconds(0));
  EXPECT_EQ(answer->delay.maximum, milliseconds(0));
  EXPECT_THAT(answer->clauses, IsEmpty());
  EXPECT_THAT(answer->policies, IsEmpty());
}

TEST_F(AdviseRetryTest, SendsAMomentBefore1970AsTheContractCountsIt) {
  Answer("");
  ASSERT_TRUE(client_.AdviseRetry({.received_at = sys_days(year(1970) / 1 / 1) - milliseconds(250)}).ok());
  EXPECT_EQ(asked_, "received_at { seconds: -1 nanos: 750000000 } attempt: 1");
}

TEST_F(AdviseRetryTest, TakesADurationOutsideItsDomainAsTheEndOfIt) {
  Answer("delay { minimum { seconds: -9223372036854775808 } maximum { seconds: 9223372036854775807 } }");
  const auto answer = client_.AdviseRetry({.http_status = 503});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->delay.minimum, milliseconds(-315'576'000'000'000));
  EXPECT_EQ(answer->delay.maximum, milliseconds(315'576'000'000'000));
}

TEST_F(AdviseRetryTest, KeepsNumbersOfANewerService) {
  Answer("verdict: 77 applied: 78 delay { origin: 79 }");
  const auto answer = client_.AdviseRetry({.http_status = 503});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(static_cast<int>(answer->verdict), 77);
  EXPECT_EQ(static_cast<int>(answer->applied), 78);
  EXPECT_EQ(static_cast<int>(answer->delay.origin), 79);
}

TEST_F(AdviseRetryTest, PassesARefusalOn) {
  server_.service.advise_retry = [](auto&, const auto& request, auto&) {
    EXPECT_FALSE(request.has_http_status() || request.has_grpc_code());
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no code");
  };
  const auto answer = client_.AdviseRetry({});
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(answer.status().message(), "no code");
}

}  // namespace
}  // namespace statusmap
