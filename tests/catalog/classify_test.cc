#include "service/catalog/classify.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <climits>

#include "service/catalog/lookup.h"
#include "service/catalog/tables.h"
#include "tests/catalog/answers.h"

namespace statusmap::catalog {
namespace {

TEST(ClassifyStatus, AnswersARegisteredCodeFromItsOwnRules) {
  const Classification answer = AnswerIn(ClassifyStatus(503));
  EXPECT_TRUE(answer.valid);
  EXPECT_FALSE(answer.fallback);
  EXPECT_EQ(answer.status_class, StatusClass::kServerError);
  EXPECT_EQ(answer.semantics->code, 503);
  EXPECT_EQ(answer.semantics->retry_advice, RetryAdvice::kAfterRetryAfter);
  EXPECT_TRUE(answer.semantics->retry_after_meaningful);
  EXPECT_EQ(answer.source, answer.semantics->source);
}

TEST(ClassifyStatus, TreatsAnUnrecognisedCodeAsX00) {
  const Classification answer = AnswerIn(ClassifyStatus(471));
  EXPECT_TRUE(answer.valid);
  EXPECT_TRUE(answer.fallback);
  EXPECT_EQ(answer.registration_state, RegistrationState::kUnassigned);
  EXPECT_EQ(answer.semantics->code, 400);
  EXPECT_THAT(answer.source, ::testing::StartsWith("RFC 9110 s15 (not recognised: treated as 400); "));
}

TEST(ClassifyStatus, TreatsAThreeDigitCodeThatIsNotValidAsAServerError) {
  for (const int code : {600, 783, 999}) {
    SCOPED_TRACE(code);
    const Classification answer = AnswerIn(ClassifyStatus(code));
    EXPECT_FALSE(answer.valid);
    EXPECT_EQ(answer.status_class, StatusClass::kServerError);
    EXPECT_EQ(answer.semantics->code, 500);
  }
  EXPECT_EQ(AnswerIn(ClassifyStatus(783)).de_facto.size(), 1u);
  EXPECT_TRUE(AnswerIn(ClassifyStatus(600)).de_facto.empty());
}

TEST(ClassifyStatus, DoesNotPassTheCacheabilityOfX00On) {
  EXPECT_TRUE(AnswerIn(ClassifyStatus(200)).heuristically_cacheable);
  EXPECT_TRUE(AnswerIn(ClassifyStatus(299)).semantics->heuristically_cacheable);
  EXPECT_FALSE(AnswerIn(ClassifyStatus(299)).heuristically_cacheable);
}

TEST(ClassifyStatus, AnswersEveryThreeDigitCode) {
  for (int code = 100; code <= 999; ++code) {
    SCOPED_TRACE(code);
    const Classification answer = AnswerIn(ClassifyStatus(code));
    EXPECT_EQ(answer.http_status, code);
    EXPECT_EQ(answer.valid, code <= 599);
    EXPECT_EQ(answer.fallback, Registration(code) == nullptr);
    EXPECT_EQ(answer.semantics->is_interim, code < 200);
    EXPECT_EQ(answer.semantics->is_error, code >= 400);
    EXPECT_FALSE(answer.fallback && answer.heuristically_cacheable);
  }
}

TEST(ClassifyStatus, QuotesOnlyRulesThatSpeakOfTheCode) {
  for (const VerdictRow* verdict : AnswerIn(ClassifyStatus(429)).verdicts) {
    EXPECT_EQ(verdict->code_space, CodeSpace::kHttp);
    EXPECT_LE(verdict->first, 429);
    EXPECT_GE(verdict->last, 429);
  }
  const auto says = [](int code, std::string_view by, std::string_view question) {
    const auto verdicts = AnswerIn(ClassifyStatus(code)).verdicts;
    const auto found = std::ranges::find_if(
        verdicts, [&](const VerdictRow* row) { return row->by == by && row->question == question; });
    return found == verdicts.end() ? std::string_view("nothing") : (*found)->answer;
  };
  EXPECT_EQ(says(404, "otel-http", "span_status_server"), "unset");
  EXPECT_EQ(says(404, "otel-http", "span_status_client"), "error");
  EXPECT_EQ(says(500, "otel-http", "span_status_server"), "error");
  EXPECT_EQ(says(404, "envoy-5xx", "upstream_failure_proxy"), "not_error");
  EXPECT_EQ(says(500, "envoy-5xx", "upstream_failure_proxy"), "error");
  EXPECT_EQ(says(500, "envoy-gateway-failure", "upstream_failure_proxy"), "not_error");
  EXPECT_EQ(says(503, "envoy-gateway-failure", "upstream_failure_proxy"), "error");
  EXPECT_EQ(says(501, "haproxy-layer7", "upstream_failure_proxy"), "not_error");
  EXPECT_EQ(says(505, "haproxy-layer7", "upstream_failure_proxy"), "not_error");
  EXPECT_EQ(says(506, "haproxy-layer7", "upstream_failure_proxy"), "error");
  EXPECT_EQ(says(404, "nginx-max-fails", "upstream_failure_proxy"), "not_error");
  EXPECT_EQ(says(429, "nginx-max-fails", "upstream_failure_proxy"), "error_if_named");
  EXPECT_EQ(says(429, "gcs-doc", "retryable"), "retry");
  EXPECT_EQ(says(404, "gcs-doc", "retryable"), "nothing");
  EXPECT_EQ(says(600, "otel-http", "span_status_server"), "nothing");
}

TEST(ClassifyStatus, HasOneErrorVerdictPerRuleAndRole) {
  const std::pair<std::string_view, std::string_view> rules[] = {
      {"otel-http", "span_status_client"},          {"otel-http", "span_status_server"},
      {"envoy-5xx", "upstream_failure_proxy"},      {"envoy-gateway-failure", "upstream_failure_proxy"},
      {"haproxy-layer7", "upstream_failure_proxy"}, {"nginx-max-fails", "upstream_failure_proxy"},
  };
  for (int code = kFirstHttpStatus; code <= kLastHttpStatus; ++code) {
    const auto verdicts = AnswerIn(ClassifyStatus(code)).verdicts;
    for (const auto& [by, question] : rules) {
      EXPECT_EQ(std::ranges::count_if(
                    verdicts, [&](const VerdictRow* row) { return row->by == by && row->question == question; }),
                1)
          << code << " " << by << " " << question;
    }
  }
}

TEST(ClassifyStatus, RefusesWhatHasNotThreeDigits) {
  EXPECT_EQ(ReasonIn(ClassifyStatus(std::nullopt)), Reason::kFieldMissing);
  for (const int code : {INT_MIN, -404, 0, 99, 1000, INT_MAX}) {
    SCOPED_TRACE(code);
    EXPECT_EQ(ReasonIn(ClassifyStatus(code)), Reason::kHttpStatusOutOfRange);
  }
}

}  // namespace
}  // namespace statusmap::catalog
