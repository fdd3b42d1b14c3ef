#include "service/catalog/nearest.h"

#include <gmock/gmock.h>

#include <string>

namespace statusmap::catalog {
namespace {

using ::testing::ElementsAre;

TEST(EditDistance, CountsInsertionsDeletionsAndReplacements) {
  // clang-format off
  EXPECT_EQ(EditDistance("",       ""),        0u);
  EXPECT_EQ(EditDistance("",       "abc"),     3u);
  EXPECT_EQ(EditDistance("abc",    ""),        3u);
  EXPECT_EQ(EditDistance("envoy",  "envoy"),   0u);
  EXPECT_EQ(EditDistance("envoi",  "envoy"),   1u);
  EXPECT_EQ(EditDistance("envy",   "envoy"),   1u);
  EXPECT_EQ(EditDistance("envoyy", "envoy"),   1u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
  // clang-format on
}

TEST(Nearest, PutsTheClosestFirst) {
  EXPECT_THAT(Nearest("grpc-jaba", {"envoy", "grpc-js", "grpc-java"}, 2), ElementsAre("grpc-java", "grpc-js"));
}

TEST(Nearest, KeepsTheOrderOfEquallyCloseCandidates) {
  EXPECT_THAT(Nearest("c", {"b", "a"}, 5), ElementsAre("b", "a"));
}

TEST(Nearest, ComparesOnlyTheStartOfALongText) {
  EXPECT_THAT(Nearest("envoy" + std::string(1'000'000, 'x'), {"twirp", "envoy"}, 1), ElementsAre("envoy"));
}

}  // namespace
}  // namespace statusmap::catalog
