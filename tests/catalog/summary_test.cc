#include "service/catalog/summary.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <limits>
#include <variant>

#include "service/catalog/classify.h"
#include "tests/catalog/answers.h"

namespace statusmap::catalog {
namespace {

using ::testing::ElementsAre;

const Speaker* SpeakerOf(std::string_view id) { return AnswerIn(FindSpeaker(Direction::kHttpToGrpc, id)); }

TEST(StatusCounts, CountsAnyNumber) {
  StatusCounts counts;
  for (const int status : {100, 599, 99, 600, -1, 99, 0}) ASSERT_TRUE(counts.Add(status, 2));
  EXPECT_EQ(counts.total(), 14);
  EXPECT_EQ(counts.valid(), 4);
  EXPECT_EQ(counts.invalid(), 10);
  EXPECT_EQ(counts.Of(100), 2);
  EXPECT_EQ(counts.Of(599), 2);
  EXPECT_THAT(counts.invalid_examples(), ElementsAre(99, 600, -1, 0));
}

TEST(StatusCounts, KeepsTenExamples) {
  StatusCounts counts;
  for (int status = 1000; status < 1100; ++status) counts.Add(status, 1);
  EXPECT_EQ(counts.invalid_examples().size(), StatusCounts::kMaxExamples);
  EXPECT_EQ(counts.invalid_examples().back(), 1009);
}

TEST(StatusCounts, RefusesMoreThanItCanCount) {
  StatusCounts counts;
  ASSERT_TRUE(counts.Add(200, std::numeric_limits<std::int64_t>::max()));
  EXPECT_FALSE(counts.Add(404, 1));
  EXPECT_EQ(counts.Of(404), 0);
  EXPECT_TRUE(counts.Add(404, 0));
}

// Every status once, so that each sum is a number of statuses.
StatusCounts EveryStatus() {
  StatusCounts counts;
  for (int status = kFirstHttpStatus; status <= kLastHttpStatus; ++status) counts.Add(status, 1);
  return counts;
}

template <typename Counts>
std::int64_t Sum(const Counts& counts) {
  std::int64_t sum = 0;
  for (const auto& item : counts) sum += item.count;
  return sum;
}

TEST(Summarize, CountsEachStatusOnceInEveryList) {
  for (const std::string_view id : {"envoy", "google-apis", "google-api-core-python"}) {
    const Summary summary = Summarize(EveryStatus(), SpeakerOf(id), {});
    EXPECT_EQ(summary.statuses.size(), 500);
    EXPECT_EQ(Sum(summary.statuses), 500);
    EXPECT_EQ(Sum(summary.classes), 500);
    EXPECT_EQ(Sum(summary.grpc_codes), 500);
    EXPECT_EQ(Sum(summary.retry_advice), 500);
    EXPECT_EQ(summary.classes.size(), 5);
  }
}

TEST(Summarize, AgreesWithTheAnswersOneByOne) {
  const Summary summary = Summarize(EveryStatus(), SpeakerOf("google-api-core-python"), SpeakerOf("envoy"));
  std::int64_t retryable = 0;
  std::int64_t changed = 0;
  for (const StatusCount& status : summary.statuses) {
    const auto mapping = AnswerIn(MapHttpStatus(status.http_status, "google-api-core-python"));
    EXPECT_EQ(status.grpc_code, mapping.answer());
    changed += AnswerIn(MapHttpStatus(status.http_status, "envoy")).answer() == mapping.answer() ? 0 : 1;
    const RetryAdvice advice = AnswerIn(ClassifyStatus(status.http_status)).semantics->retry_advice;
    retryable += advice == RetryAdvice::kSameRequestLater || advice == RetryAdvice::kAfterRetryAfter ||
                         advice == RetryAdvice::kIdempotentOnly
                     ? 1
                     : 0;
  }
  EXPECT_EQ(summary.retryable, retryable);
  ASSERT_TRUE(summary.impact);
  EXPECT_EQ(summary.impact->changed, changed);
  EXPECT_EQ(Sum(summary.impact->changes), changed);
}

TEST(Summarize, CountsErrorsAsTheVerdictsDo) {
  const Summary summary = Summarize(EveryStatus(), SpeakerOf("envoy"), {});
  for (const ErrorCount& errors : summary.errors) {
    std::int64_t count = 0;
    std::int64_t if_named = 0;
    for (int status = kFirstHttpStatus; status <= kLastHttpStatus; ++status) {
      for (const VerdictRow* verdict : AnswerIn(ClassifyStatus(status)).verdicts) {
        if (verdict->by != errors.by || verdict->question != errors.question) continue;
        count += verdict->answer == "error" ? 1 : 0;
        if_named += verdict->answer == "error_if_named" ? 1 : 0;
      }
    }
    EXPECT_EQ(errors.count, count) << errors.by << " " << errors.question;
    EXPECT_EQ(errors.if_named, if_named) << errors.by;
    EXPECT_GT(count + if_named, 0) << errors.by;
  }
  EXPECT_EQ(summary.errors.size(), 6);
}

TEST(Summarize, PutsTheMostFrequentFirstAndNoAnswerLast) {
  StatusCounts counts;
  counts.Add(302, 100);
  counts.Add(404, 1);
  counts.Add(500, 5);
  counts.Add(503, 5);
  const Summary summary = Summarize(counts, SpeakerOf("google-api-core-python"), SpeakerOf("envoy"));
  ASSERT_EQ(summary.grpc_codes.size(), 4);
  EXPECT_EQ(summary.grpc_codes[0].kind, 13);
  EXPECT_EQ(summary.grpc_codes[1].kind, 14);
  EXPECT_EQ(summary.grpc_codes[2].kind, 5);
  EXPECT_EQ(summary.grpc_codes[3].kind, kNoAnswer);
  EXPECT_EQ(summary.impact->changes[0].from, kNoAnswer);
  EXPECT_THAT(summary.impact->changes[0].http_statuses, ElementsAre(302));
}

TEST(Summarize, ChangesNothingAgainstItself) {
  const Summary summary = Summarize(EveryStatus(), SpeakerOf("envoy"), SpeakerOf("envoy"));
  ASSERT_TRUE(summary.impact);
  EXPECT_EQ(summary.impact->changed, 0);
  EXPECT_TRUE(summary.impact->changes.empty());
}

}  // namespace
}  // namespace statusmap::catalog
