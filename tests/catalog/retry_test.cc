#include "service/catalog/retry.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <climits>

#include "tests/catalog/answers.h"

namespace statusmap::catalog {
namespace {

using std::chrono::milliseconds;
using enum RetryVerdict;

struct Case {
  int status;
  const char* method;
  int retry_after;  // seconds, -1: none
  bool key;
  Role role;
  RetryVerdict verdict;
  Application applied;
};

constexpr auto kNo = Application::kNotApplied;
constexpr auto kPerhaps = Application::kUnknown;

// clang-format off
const Case kCases[] = {
    // status method  after  key    role           verdict            applied
    {100, "GET",      -1, false, Role::kClient, kDoNotRetry,       kPerhaps},
    {200, "GET",      -1, false, Role::kClient, kDoNotRetry,       Application::kApplied},
    {202, "GET",      -1, false, Role::kClient, kDoNotRetry,       kPerhaps},
    {299, "GET",      -1, false, Role::kClient, kDoNotRetry,       Application::kApplied},
    {301, "GET",       7, false, Role::kClient, kDoNotRetry,       kPerhaps},
    {400, "GET",      -1, false, Role::kClient, kRetryAfterChange, kPerhaps},
    {401, "GET",      -1, false, Role::kClient, kRetryAfterChange, kNo},
    {404, "GET",       7, false, Role::kClient, kRetryAfterChange, kPerhaps},
    {408, "POST",     -1, false, Role::kClient, kRetry,            kNo},
    {408, "POST",     -1, true,  Role::kProxy,  kDoNotRetry,       kNo},
    {408, "PUT",      -1, false, Role::kProxy,  kRetry,            kNo},
    {412, "PUT",      -1, false, Role::kClient, kRetryAfterChange, kNo},
    {413, "POST",     -1, false, Role::kClient, kRetryAfterChange, kNo},
    {413, "POST",      7, false, Role::kClient, kRetry,            kNo},
    {421, "PATCH",    -1, false, Role::kClient, kRetry,            kNo},
    {425, "POST",     -1, false, Role::kClient, kRetry,            kNo},
    {429, "GET",       7, false, Role::kClient, kRetry,            kPerhaps},
    {429, "POST",      7, false, Role::kClient, kDoNotRetry,       kPerhaps},
    {429, "POST",      7, true,  Role::kClient, kRetry,            kPerhaps},
    {431, "POST",     -1, false, Role::kClient, kRetryAfterChange, kNo},
    {471, "GET",      -1, false, Role::kClient, kRetryAfterChange, kPerhaps},
    {500, "GET",      -1, false, Role::kClient, kRetry,            kPerhaps},
    {500, "POST",     -1, false, Role::kClient, kDoNotRetry,       kPerhaps},
    {500, "POST",     -1, true,  Role::kClient, kRetry,            kPerhaps},
    {500, "POST",     -1, true,  Role::kProxy,  kDoNotRetry,       kPerhaps},
    {501, "GET",      -1, false, Role::kClient, kDoNotRetry,       kPerhaps},
    {502, "DELETE",   -1, false, Role::kProxy,  kRetry,            kPerhaps},
    {503, "QUERY",    -1, false, Role::kClient, kRetry,            kPerhaps},
    {503, "POST",      7, false, Role::kClient, kDoNotRetry,       kPerhaps},
    {503, "",          7, false, Role::kClient, kDoNotRetry,       kPerhaps},
    {503, "get",      -1, false, Role::kClient, kDoNotRetry,       kPerhaps},
    {504, "HEAD",     -1, false, Role::kUnspecified, kRetry,       kPerhaps},
    {599, "PUT",      -1, false, Role::kClient, kRetry,            kPerhaps},
    {783, "PUT",      -1, false, Role::kClient, kRetry,            kPerhaps},
    {783, "POST",     -1, false, Role::kClient, kDoNotRetry,       kPerhaps},
};
// clang-format on

RetryQuestion QuestionOf(const Case& c) {
  RetryQuestion question{.http_status = c.status, .method = c.method, .idempotency_key = c.key};
  question.role = static_cast<int>(c.role);
  if (c.retry_after >= 0) question.retry_after = std::chrono::seconds(c.retry_after);
  return question;
}

TEST(AdviseRetry, DecidesByStatusMethodAndRole) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(std::to_string(c.status) + " " + c.method);
    const RetryAnswer answer = AnswerIn(AdviseRetry(QuestionOf(c)));
    EXPECT_EQ(answer.verdict, c.verdict) << answer.reason;
    EXPECT_EQ(answer.applied, c.applied);
    EXPECT_FALSE(answer.applied_source.empty());
    EXPECT_FALSE(answer.clauses.empty());
    // A Retry-After is told whatever the verdict.
    if (c.retry_after >= 0) {
      EXPECT_EQ(answer.origin, DelayOrigin::kRetryAfter);
      EXPECT_EQ(answer.minimum, std::chrono::seconds(c.retry_after));
      EXPECT_EQ(answer.maximum, answer.minimum);
    } else {
      EXPECT_EQ(answer.origin, c.verdict == kRetry ? DelayOrigin::kBackoff : DelayOrigin::kNone);
    }
  }
}

TEST(AdviseRetry, FollowsAip194ForGrpcCodes) {
  const RetryVerdict verdicts[] = {
      kDoNotRetry,       kDoNotRetry,       kDoNotRetry, kDoNotRetry,       kDoNotRetry,       kRetryAfterChange,
      kRetryAfterChange, kRetryAfterChange, kDoNotRetry, kRetryAfterChange, kDoNotRetry,       kRetryAfterChange,
      kRetryAfterChange, kDoNotRetry,       kRetry,      kDoNotRetry,       kRetryAfterChange, kDoNotRetry};
  for (int code = 0; code <= 17; ++code) {
    SCOPED_TRACE(code);
    const RetryAnswer answer = AnswerIn(AdviseRetry({.grpc_code = code}));
    EXPECT_EQ(answer.verdict, verdicts[code]);
    EXPECT_GE(answer.policies.size(), 8u);
    const auto aip = std::ranges::find(answer.policies, "AIP-194 (gRPC)", &PolicyAdvice::policy);
    ASSERT_NE(aip, answer.policies.end());
    EXPECT_FALSE(aip->differs);
  }
  EXPECT_EQ(AnswerIn(AdviseRetry({.grpc_code = 14, .method = "POST"})).verdict, kDoNotRetry);
  EXPECT_EQ(AnswerIn(AdviseRetry({.grpc_code = 14, .method = "GET"})).verdict, kRetry);
}

TEST(AdviseRetry, BacksOffWithFullJitterUpToACap) {
  const std::pair<int, int> bounds[] = {{0, 100}, {1, 100}, {2, 200}, {4, 800}, {5, 1000}, {INT_MAX, 1000}};
  for (const auto& [attempt, most] : bounds) {
    const RetryAnswer answer = AnswerIn(AdviseRetry({.http_status = 503, .method = "GET", .attempt = attempt}));
    EXPECT_EQ(answer.origin, DelayOrigin::kBackoff);
    EXPECT_EQ(answer.minimum, milliseconds(0));
    EXPECT_EQ(answer.maximum, milliseconds(most)) << attempt;
    EXPECT_THAT(std::string(answer.delay_source), ::testing::HasSubstr("A6"));
  }
}

std::string Says(const RetryQuestion& question, std::string_view policy) {
  const auto policies = PolicyAdviceOn(question, kRetry);
  const auto found = std::ranges::find(policies, policy, &PolicyAdvice::policy);
  if (found == policies.end()) return "nothing";
  return (found->verdict == kRetry ? "retry: " : found->verdict == kDoNotRetry ? "no: " : "change: ") + found->why;
}

TEST(PolicyAdviceOn, ReadsEveryConditionOfAPolicy) {
  EXPECT_EQ(Says({.http_status = 503, .method = "GET"}, "urllib3 Retry default"), "no: only with Retry-After");
  EXPECT_EQ(Says({.http_status = 503, .method = "GET", .retry_after = milliseconds(0)}, "urllib3 Retry default"),
            "retry: one of 413 429 503; waits as Retry-After says");
  EXPECT_EQ(Says({.http_status = 503, .method = "POST", .retry_after = milliseconds(0)}, "urllib3 Retry default"),
            "no: only with HEAD GET PUT DELETE OPTIONS TRACE");
  EXPECT_THAT(Says({.http_status = 522, .method = "QUERY"}, "got default"), ::testing::StartsWith("retry: "));
  EXPECT_THAT(Says({.http_status = 522, .method = "POST"}, "got default"), ::testing::StartsWith("no: only with "));
  EXPECT_EQ(Says({.http_status = 599, .method = "POST"}, "Google Cloud Storage"), "no: only with idempotent methods");
  EXPECT_EQ(Says({.http_status = 503}, "vendor table (its prose)"),
            "change: one of 400 403 404 405 503 (Modify the request and retry)");
  EXPECT_EQ(Says({.http_status = 599}, "Kubernetes API conventions"), "no: not one of 500 503 429 504 409");
  EXPECT_THAT(Says({.http_status = 504}, "Kubernetes API conventions"), ::testing::HasSubstr("raise timeout"));
  EXPECT_EQ(Says({.http_status = 503}, "AIP-194 (gRPC)"), "nothing");
  EXPECT_GE(PolicyAdviceOn({.http_status = 503}, kRetry).size(), 11u);
}

TEST(PolicyAdviceOn, ReadsWhatItNeedsOfAGrpcCall) {
  constexpr std::string_view kEtcd = "etcd clientv3";
  constexpr std::string_view kOtlp = "OTLP exporter";
  EXPECT_THAT(Says({.grpc_code = 14}, kEtcd), ::testing::StartsWith("retry: one of UNAVAILABLE (reads;"));
  EXPECT_THAT(Says({.grpc_code = 14, .method = "GET"}, kEtcd), ::testing::StartsWith("retry: "));
  EXPECT_EQ(Says({.grpc_code = 14, .method = "PUT"}, kEtcd), "no: only with GET HEAD");
  EXPECT_EQ(Says({.grpc_code = 8}, kOtlp), "no: only with google.rpc.RetryInfo");
  EXPECT_EQ(Says({.grpc_code = 8, .retry_after = milliseconds(5)}, kOtlp),
            "retry: one of RESOURCE_EXHAUSTED; waits as google.rpc.RetryInfo says");
  EXPECT_THAT(Says({.grpc_code = 15}, kOtlp), ::testing::StartsWith("retry: "));
  EXPECT_EQ(Says({.grpc_code = 14}, "curl --retry"), "nothing");
}

TEST(PolicyAdviceOn, TakesTheCodesThatAnotherFileHas) {
  EXPECT_EQ(Says({.http_status = 429, .method = "GET"}, "Google Cloud Storage"),
            "retry: one of 408 429 500-599; waits by its own backoff");
  EXPECT_EQ(Says({.http_status = 502, .method = "GET"}, "google-api-core for Python"), "no: not one of 429 500 503");
  EXPECT_EQ(Says({.grpc_code = 14}, "AIP-194 (gRPC)"), "retry: one of UNAVAILABLE");
}

TEST(PolicyAdviceOn, CallsOutDifferences) {
  const auto differing = [](const RetryQuestion& question, RetryVerdict verdict) {
    std::vector<std::string_view> names;
    for (const PolicyAdvice& advice : PolicyAdviceOn(question, verdict)) {
      if (advice.differs) names.push_back(advice.policy);
    }
    return names;
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(differing({.http_status = 411}, kRetryAfterChange), ElementsAre());
  EXPECT_THAT(differing({.http_status = 404, .method = "GET"}, kRetryAfterChange),
              ElementsAre("nginx proxy_next_upstream http_*"));
  EXPECT_THAT(differing({.http_status = 409}, kRetryAfterChange), ElementsAre("Envoy retry_on retriable-4xx"));
}

TEST(AdviseRetry, RefusesWhatIsNoQuestion) {
  EXPECT_EQ(ReasonIn(AdviseRetry({})), Reason::kFieldMissing);
  EXPECT_EQ(ReasonIn(AdviseRetry({.http_status = 503, .grpc_code = 0})), Reason::kQuestionAmbiguous);
  EXPECT_EQ(ReasonIn(AdviseRetry({.http_status = 99})), Reason::kHttpStatusOutOfRange);
  EXPECT_EQ(ReasonIn(AdviseRetry({.http_status = 1000})), Reason::kHttpStatusOutOfRange);
  EXPECT_EQ(ReasonIn(AdviseRetry({.grpc_code = -1})), Reason::kGrpcCodeNegative);
  EXPECT_EQ(ReasonIn(AdviseRetry({.http_status = 503, .method = "A B"})), Reason::kMethodInvalid);
  EXPECT_EQ(ReasonIn(AdviseRetry({.http_status = 503, .attempt = -1})), Reason::kAttemptNegative);
  EXPECT_EQ(ReasonIn(AdviseRetry({.http_status = 503, .role = 3})), Reason::kRoleUnknown);
  EXPECT_EQ(ReasonIn(AdviseRetry({.http_status = 503, .role = -1})), Reason::kRoleUnknown);
}

}  // namespace
}  // namespace statusmap::catalog
