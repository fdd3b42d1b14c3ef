#include "service/catalog/mapping.h"

#include <gmock/gmock.h>

#include <climits>
#include <numeric>
#include <span>

#include "service/catalog/domain.h"
#include "service/catalog/tables.h"
#include "tests/catalog/answers.h"

namespace statusmap::catalog {
namespace {

struct HttpCase {
  const char* convention;
  int http_status;
  const char* name;  // "" for no answer
  RuleKind kind;
  const char* pattern;
};

// clang-format off
constexpr HttpCase kHttpCases[] = {
    // convention            status  becomes                by                   written as
    {"google-apis",          429,    "RESOURCE_EXHAUSTED",  RuleKind::kExact,    "429"},
    {"envoy",                429,    "UNAVAILABLE",         RuleKind::kExact,    "429"},
    {"grpc-spec",            431,    "INTERNAL",            RuleKind::kExact,    "431"},
    {"grpc-spec-2016",       431,    "UNKNOWN",             RuleKind::kDefault,  "*"},
    {"gax-java",             418,    "FAILED_PRECONDITION", RuleKind::kRange,    "400-499"},
    {"gax-java",             404,    "NOT_FOUND",           RuleKind::kExact,    "404"},
    {"gax-java",             302,    "UNKNOWN",             RuleKind::kDefault,  "*"},
    {"twirp",                404,    "",                    RuleKind::kNone,     "404"},
    {"google-cloud-ruby",    418,    "",                    RuleKind::kNone,     ""},
    {"grpc-go-xds-fault",    199,    "",                    RuleKind::kNone,     ""},
    {"grpc-go-xds-fault",    200,    "UNKNOWN",             RuleKind::kRange,    "200-599"},
    {"grpc-go-xds-fault",    404,    "UNIMPLEMENTED",       RuleKind::kExact,    "404"},
};
// clang-format on

TEST(MapHttpStatus, AppliesTheNarrowestRule) {
  for (const HttpCase& c : kHttpCases) {
    SCOPED_TRACE(std::string(c.convention) + " " + std::to_string(c.http_status));
    const Mapping mapping = AnswerIn(MapHttpStatus(c.http_status, c.convention));
    EXPECT_EQ(GrpcCodeName(mapping.answer()), c.name);
    EXPECT_EQ(mapping.rule_kind(), c.kind);
    EXPECT_EQ(mapping.rule->from, c.pattern);
    EXPECT_EQ(mapping.speaker->convention, c.convention);
  }
}

TEST(MapHttpStatus, DefaultsToGoogleApisAndSaysWhoSpoke) {
  const Mapping mapping = AnswerIn(MapHttpStatus(404, ""));
  EXPECT_EQ(mapping.speaker->convention, "google-apis");
  EXPECT_EQ(mapping.speaker->row->id, "gax-java");
  EXPECT_THAT(std::string(mapping.speaker->source), ::testing::HasSubstr("HttpJsonStatusCode.java"));
  EXPECT_EQ(AnswerIn(MapGrpcCode(5, "")).speaker->row->id, "google-rpc-code");
}

struct GrpcCase {
  const char* convention;
  int grpc_code;
  int http_status;
  RuleKind kind;
};

// clang-format off
constexpr GrpcCase kGrpcCases[] = {
    // convention               code       becomes    by
    {"google-apis",             1,         499,       RuleKind::kExact},
    {"google-apis",             17,        kNoAnswer, RuleKind::kNone},
    {"grpc-gateway",            1,         499,       RuleKind::kExact},
    {"grpc-gateway-v2.12.0",    1,         408,       RuleKind::kExact},
    {"grpc-gateway",            17,        500,       RuleKind::kDefault},
    {"apisix-grpc-transcode",   INT_MAX,   599,       RuleKind::kDefault},
    {"grpc-core",               5,         200,       RuleKind::kDefault},
    {"google-api-core-python",  2,         kNoAnswer, RuleKind::kNone},
};
// clang-format on

TEST(MapGrpcCode, AnswersCodesThatGrpcDoesNotDefineByTheDefaultRule) {
  for (const GrpcCase& c : kGrpcCases) {
    SCOPED_TRACE(std::string(c.convention) + " " + std::to_string(c.grpc_code));
    const Mapping mapping = AnswerIn(MapGrpcCode(c.grpc_code, c.convention));
    EXPECT_EQ(mapping.answer(), c.http_status);
    EXPECT_EQ(mapping.rule_kind(), c.kind);
  }
}

TEST(MapHttpStatus, CountsWhoAnswersWhat) {
  const Mapping mapping = AnswerIn(MapHttpStatus(429, "envoy"));
  ASSERT_GE(mapping.all.size(), 2u);
  EXPECT_EQ(mapping.all[0].answer, 14);
  EXPECT_GE(mapping.all[0].conventions, 26);
  EXPECT_EQ(mapping.all[1].answer, 8);
  EXPECT_GE(mapping.all[1].conventions, 13);
  for (const AnswerCount& count : mapping.all) {
    const auto ids = ConventionsAnswering(mapping, count.answer);
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(count.conventions));
    EXPECT_TRUE(std::ranges::is_sorted(ids));
    for (const std::string_view id : ids) EXPECT_EQ(AnswerIn(MapHttpStatus(429, id)).answer(), count.answer);
  }
}

std::size_t Total(std::span<const AnswerCount> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::size_t{0}, [](std::size_t n, const AnswerCount& count) {
    return n + static_cast<std::size_t>(count.conventions);
  });
}

TEST(MapHttpStatus, CountsEveryConventionOnceForEveryCode) {
  for (int code = 100; code <= 599; ++code) {
    const auto counts = AnswerIn(MapHttpStatus(code, "envoy")).all;
    EXPECT_EQ(Total(counts), Speakers(Direction::kHttpToGrpc));
  }
  for (int code = 0; code <= 17; ++code) {
    const auto counts = AnswerIn(MapGrpcCode(code, "envoy")).all;
    EXPECT_EQ(Total(counts), Speakers(Direction::kGrpcToHttp));
  }
}

TEST(Mapping, RefusesTheEdgesOfTheDomains) {
  EXPECT_EQ(ReasonIn(MapHttpStatus(std::nullopt, "")), Reason::kFieldMissing);
  for (const int code : {INT_MIN, -1, 0, 99, 600, 999, 1000, INT_MAX}) {
    EXPECT_EQ(ReasonIn(MapHttpStatus(code, "")), Reason::kHttpStatusOutOfRange) << code;
  }
  EXPECT_EQ(ReasonIn(MapGrpcCode(std::nullopt, "")), Reason::kFieldMissing);
  for (const int code : {INT_MIN, -1}) EXPECT_EQ(ReasonIn(MapGrpcCode(code, "")), Reason::kGrpcCodeNegative) << code;
  EXPECT_EQ(ReasonIn(MapGrpcCode(0, "")), std::nullopt);
}

TEST(Mapping, RefusesADirectionThatAConventionLacks) {
  const auto to_grpc = MapHttpStatus(404, "grpc-gateway");
  ASSERT_EQ(ReasonIn(to_grpc), Reason::kDirectionNotCovered);
  EXPECT_THAT(RefusalOf(to_grpc)->options, ::testing::ElementsAre("grpc_to_http"));
  const auto to_http = MapGrpcCode(5, "grpc-go");
  ASSERT_EQ(ReasonIn(to_http), Reason::kDirectionNotCovered);
  EXPECT_THAT(RefusalOf(to_http)->options, ::testing::ElementsAre("http_to_grpc"));
}

TEST(Mapping, RefusesAnUnknownConventionWithTheNearestIds) {
  const auto answer = MapHttpStatus(404, "gax-jave");
  ASSERT_EQ(ReasonIn(answer), Reason::kConventionUnknown);
  EXPECT_EQ(RefusalOf(answer)->options.front(), "gax-java");
  EXPECT_EQ(RefusalOf(answer)->received, "gax-jave");
}

}  // namespace
}  // namespace statusmap::catalog
