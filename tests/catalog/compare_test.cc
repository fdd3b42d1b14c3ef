#include "service/catalog/compare.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "service/catalog/mapping.h"
#include "service/catalog/tables.h"
#include "tests/catalog/answers.h"

namespace statusmap::catalog {
namespace {

CodeComparison OnHttpStatus(int http_status) {
  return std::get<CodeComparison>(AnswerIn(CompareConventions({.http_status = http_status})));
}

PairComparison OfPair(std::string_view one, std::string_view other = "") {
  return std::get<PairComparison>(AnswerIn(CompareConventions({.convention = one, .other_convention = other})));
}

std::size_t Kept(const std::optional<RoundTrip>& trip) { return trip->codes - trip->lost.size(); }

TEST(CompareOnACode, GroupsEveryConventionOnceTheLargestGroupFirst) {
  for (int code = 100; code <= 599; ++code) {
    SCOPED_TRACE(code);
    const CodeComparison comparison = OnHttpStatus(code);
    std::size_t conventions = 0;
    for (const AnswerGroup& group : comparison.groups) {
      conventions += group.conventions.size();
      for (const std::string_view id : group.conventions) {
        EXPECT_EQ(AnswerIn(MapHttpStatus(code, id)).answer(), group.answer);
      }
    }
    EXPECT_EQ(conventions, Speakers(Direction::kHttpToGrpc));
    EXPECT_TRUE(std::ranges::is_sorted(comparison.groups, std::ranges::greater{},
                                       [](const AnswerGroup& group) { return group.conventions.size(); }));
  }
}

TEST(CompareOnACode, AnswersUndefinedGrpcCodesToo) {
  const auto comparison = std::get<CodeComparison>(AnswerIn(CompareConventions({.grpc_code = 99})));
  EXPECT_EQ(comparison.groups.front().answer, 500);
  EXPECT_TRUE(comparison.schools.empty());
}

TEST(CompareOnACode, SchoolsAgreeOnTheAnswersThatMakeThem) {
  for (const int code : {400, 404, 429, 504}) {
    SCOPED_TRACE(code);
    const CodeComparison comparison = OnHttpStatus(code);
    ASSERT_EQ(comparison.schools.size(), 2u);
    EXPECT_EQ(comparison.schools[0].groups.size(), 1u);
    EXPECT_EQ(comparison.schools[1].groups.size(), 1u);
    EXPECT_NE(comparison.schools[0].groups[0].answer, comparison.schools[1].groups[0].answer);
  }
  const auto members = OnHttpStatus(404).schools[0].groups[0].conventions;
  EXPECT_THAT(members, ::testing::Contains("envoy"));
  EXPECT_THAT(members, ::testing::Not(::testing::Contains("google-cloud-cpp"))) << "belongs to none";
}

// Counted from the sources of the conventions when they were collected, not from these tables.
struct OwnTrip {
  const char* convention;
  std::size_t kept;
};

constexpr OwnTrip kOwnTrips[] = {
    {"kratos", 13}, {"gax-java", 12},  {"esp-v1", 12}, {"dapr", 11},        {"connect-go-pre-v1.16", 9},
    {"misk", 7},    {"vertx-grpc", 5}, {"envoy", 4},   {"dubbo-triple", 4}, {"google-api-core-python", 5},
    {"armeria", 4}, {"connect-go", 4},
};

TEST(ComparePair, CountsWhatSurvivesThereAndBack) {
  for (const OwnTrip& trip : kOwnTrips) {
    SCOPED_TRACE(trip.convention);
    const PairComparison pair = OfPair(trip.convention);
    EXPECT_EQ(pair.other_convention, trip.convention);
    ASSERT_TRUE(pair.grpc_round_trip);
    EXPECT_EQ(pair.grpc_round_trip->codes, 17);
    EXPECT_EQ(Kept(pair.grpc_round_trip), trip.kept);
    EXPECT_TRUE(pair.http_differences->empty()) << "differs from itself";
  }
}

TEST(ComparePair, NamesWhatIsLostAndWhere) {
  const auto lost = OfPair("envoy").grpc_round_trip->lost;
  const auto not_found = std::ranges::find(lost, 5, &Loss::code);
  ASSERT_NE(not_found, lost.end());
  EXPECT_EQ(not_found->via, 404);
  EXPECT_EQ(not_found->back, 12);
  const auto silent = OfPair("google-api-core-python").grpc_round_trip->lost;
  EXPECT_EQ(silent.front().code, 0);
  EXPECT_EQ(silent.front().via, kNoAnswer);
  EXPECT_EQ(silent.front().back, kNoAnswer);
}

TEST(ComparePair, ListsExactlyTheCodesThatDiffer) {
  const PairComparison pair = OfPair("envoy", "google-apis");
  for (int code = 100; code <= 599; ++code) {
    const int one = AnswerIn(MapHttpStatus(code, "envoy")).answer();
    const int other = AnswerIn(MapHttpStatus(code, "google-apis")).answer();
    EXPECT_EQ(std::ranges::count(*pair.http_differences, code, &Difference::code), one == other ? 0 : 1) << code;
  }
  EXPECT_TRUE(pair.grpc_differences->empty());
}

TEST(ComparePair, LeavesOutDirectionsThatAreNotThere) {
  const PairComparison pair = OfPair("grpc-go", "grpc-gateway");
  EXPECT_FALSE(pair.http_differences);
  EXPECT_FALSE(pair.grpc_differences);
  EXPECT_TRUE(pair.http_round_trip);
  EXPECT_FALSE(pair.grpc_round_trip);
  EXPECT_TRUE(OfPair("grpc-gateway", "grpc-go").grpc_round_trip);
}

TEST(CompareConventions, RefusesNoQuestionAndSeveral) {
  EXPECT_EQ(ReasonIn(CompareConventions({})), Reason::kFieldMissing);
  EXPECT_EQ(ReasonIn(CompareConventions({.http_status = 404, .grpc_code = 5})), Reason::kQuestionAmbiguous);
  EXPECT_EQ(ReasonIn(CompareConventions({.http_status = 404, .convention = "envoy"})), Reason::kQuestionAmbiguous);
  EXPECT_EQ(ReasonIn(CompareConventions({.grpc_code = 5, .other_convention = "envoy"})), Reason::kQuestionAmbiguous);
}

TEST(CompareConventions, RefusesWhatMappingRefuses) {
  EXPECT_EQ(ReasonIn(CompareConventions({.http_status = 600})), Reason::kHttpStatusOutOfRange);
  EXPECT_EQ(ReasonIn(CompareConventions({.grpc_code = -1})), Reason::kGrpcCodeNegative);
  const auto one = CompareConventions({.convention = "envoi"});
  ASSERT_EQ(ReasonIn(one), Reason::kConventionUnknown);
  EXPECT_EQ(RefusalOf(one)->field, "convention");
  const auto other = CompareConventions({.convention = "envoy", .other_convention = "envoi"});
  ASSERT_EQ(ReasonIn(other), Reason::kConventionUnknown);
  EXPECT_EQ(RefusalOf(other)->field, "other_convention");
  EXPECT_EQ(std::get<PairComparison>(AnswerIn(CompareConventions({.other_convention = "envoy"}))).convention,
            "google-apis");
}

}  // namespace
}  // namespace statusmap::catalog
