#include "service/catalog/page.h"

#include <gmock/gmock.h>

#include <climits>
#include <numeric>

#include "tests/catalog/answers.h"

namespace statusmap::catalog {
namespace {

std::vector<int> Items(int count) {
  std::vector<int> items(count);
  std::iota(items.begin(), items.end(), 0);
  return items;
}

TEST(Cut, WalksAllItemsWithoutRepetition) {
  const std::vector<int> all = Items(96);
  for (const int size : {1, 7, 95, 96, 97}) {
    SCOPED_TRACE(size);
    std::vector<int> seen;
    std::optional<std::size_t> start = 0;
    while (start) {
      const auto page = AnswerIn(Cut(all, {size, *start}));
      EXPECT_LE(page.items.size(), static_cast<std::size_t>(size));
      EXPECT_EQ(page.total, 96u);
      seen.insert(seen.end(), page.items.begin(), page.items.end());
      start = page.next;
    }
    EXPECT_EQ(seen, all);
  }
}

TEST(Cut, CoercesTheSize) {
  const std::vector<int> all = Items(500);
  EXPECT_EQ(AnswerIn(Cut(all, {0, 0})).items.size(), 50u);
  EXPECT_EQ(AnswerIn(Cut(all, {200, 0})).items.size(), 200u);
  EXPECT_EQ(AnswerIn(Cut(all, {201, 0})).items.size(), 200u);
  EXPECT_EQ(AnswerIn(Cut(all, {INT_MAX, 0})).items.size(), 200u);
}

TEST(Cut, RefusesANegativeSizeAndAStartBeyondTheEnd) {
  EXPECT_EQ(ReasonIn(Cut(Items(3), {-1, 0})), Reason::kPageSizeNegative);
  EXPECT_EQ(ReasonIn(Cut(Items(3), {INT_MIN, 0})), Reason::kPageSizeNegative);
  EXPECT_EQ(ReasonIn(Cut(Items(3), {1, 4})), Reason::kPageTokenInvalid);
  EXPECT_TRUE(AnswerIn(Cut(Items(3), {1, 3})).items.empty());
}

}  // namespace
}  // namespace statusmap::catalog
