#include "service/catalog/id_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "service/catalog/named_conventions.h"

namespace statusmap::catalog {
namespace {

TEST(IdIndex, FindsEveryNamedConvention) {
  for (std::size_t i = 0; i < kNamed.size(); ++i) EXPECT_EQ(kNamedById.Find(kNamed[i].id), i) << kNamed[i].id;
}

// Every id with one letter left out, doubled, or replaced.
TEST(IdIndex, FindsNoNearMiss) {
  const auto expected = [](std::string_view text) {
    const auto* const named = std::ranges::find(kNamed, text, &NamedConvention::id);
    return static_cast<std::size_t>(named - kNamed.begin());
  };
  for (const NamedConvention& named : kNamed) {
    const std::string id(named.id);
    for (std::size_t at = 0; at < id.size(); ++at) {
      for (const char letter : {'\0', '-', 'a', 'Z', '9', '\xff'}) {
        std::string replaced = id;
        replaced[at] = letter;
        std::string longer = id;
        longer.insert(at, 1, letter);
        std::string shorter = id;
        shorter.erase(at, 1);
        for (const std::string& text : {replaced, longer, shorter}) {
          EXPECT_EQ(kNamedById.Find(text), expected(text)) << text;
        }
      }
    }
  }
}

TEST(IdIndex, FindsTextsOfEveryLength) {
  constexpr std::array<std::string_view, 5> kIds = {"a", "ab", "abc", "abcd", "abcde"};
  constexpr IdIndex<kIds.size()> kIndex(kIds);
  for (std::size_t i = 0; i < kIds.size(); ++i) EXPECT_EQ(kIndex.Find(kIds[i]), i);
  EXPECT_TRUE(kIndex.IsPerfect());
  for (const std::string_view text : {"b", "aa", "abd", "abcdef"})
    EXPECT_EQ(kIndex.Find(text), IdIndex<kIds.size()>::kAbsent);
  EXPECT_EQ(kIndex.Find(std::string(100'000, 'a')), IdIndex<kIds.size()>::kAbsent);
}

// The letters that the hash does not read are the only ones that differ.
TEST(IdIndex, FindsIdsThatNoSeedTellsApart) {
  constexpr std::array<std::string_view, 3> kIds = {"a1-------------z", "a2-------------z", "a3-------------z"};
  constexpr IdIndex<kIds.size()> kIndex(kIds);
  EXPECT_FALSE(kIndex.IsPerfect());
  for (std::size_t i = 0; i < kIds.size(); ++i) EXPECT_EQ(kIndex.Find(kIds[i]), i);
  EXPECT_EQ(kIndex.Find("a4-------------z"), IdIndex<kIds.size()>::kAbsent);
}

}  // namespace
}  // namespace statusmap::catalog
