#include "service/catalog/conventions.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "service/catalog/tables.h"
#include "tests/catalog/answers.h"

namespace statusmap::catalog {
namespace {

TEST(ListConventions, HasAllConventionsAndTheAlias) {
  const auto page = AnswerIn(ListConventions({}, {200, 0}));
  EXPECT_EQ(page.total, kConventions.size() + kAliases.size());
  EXPECT_TRUE(std::ranges::is_sorted(page.items, {}, &NamedConvention::id));
  const auto aliases = std::ranges::count_if(page.items, [](const auto& named) { return named.alias != nullptr; });
  EXPECT_EQ(aliases, 1);
}

TEST(ListConventions, FiltersByDirection) {
  EXPECT_EQ(AnswerIn(ListConventions(1, {200, 0})).total, Speakers(Direction::kHttpToGrpc) + kAliases.size());
  EXPECT_EQ(AnswerIn(ListConventions(2, {200, 0})).total, Speakers(Direction::kGrpcToHttp) + kAliases.size());
  for (const int direction : {-1, 3}) EXPECT_EQ(ReasonIn(ListConventions(direction, {})), Reason::kFilterUnknown);
}

TEST(FindConvention, FindsEveryIdAndNoOther) {
  for (const ConventionRow& row : kConventions) {
    SCOPED_TRACE(std::string(row.id));
    EXPECT_EQ(AnswerIn(FindConvention(row.id))->convention, &row);
    EXPECT_EQ(ReasonIn(FindConvention(std::string(row.id) + "!")), Reason::kConventionUnknown);
  }
  EXPECT_EQ(AnswerIn(FindConvention(""))->id, kDefaultConvention);
  EXPECT_EQ(ReasonIn(FindConvention("Envoy")), Reason::kConventionUnknown);
  EXPECT_EQ(ReasonIn(FindConvention(" ")), Reason::kConventionUnknown);
}

TEST(FindConvention, EchoesTheStartOfALongId) {
  const auto answer = FindConvention(std::string(10'000, 'x'));
  ASSERT_EQ(ReasonIn(answer), Reason::kConventionUnknown);
  EXPECT_EQ(RefusalOf(answer)->received, std::string(100, 'x') + "...");
}

TEST(Echo, CutsBetweenCharacters) {
  const std::string umlaut = "\xc3\xa4";
  std::string text;
  for (int i = 0; i < 60; ++i) text += umlaut;
  EXPECT_EQ(Echo("x" + text).size(), 99u + 3u);
  EXPECT_EQ(Echo(text).size(), 100u + 3u);
  EXPECT_EQ(Echo("short"), "short");
}

}  // namespace
}  // namespace statusmap::catalog
