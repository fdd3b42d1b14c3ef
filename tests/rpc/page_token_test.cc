#include "service/rpc/page_token.h"

#include <gmock/gmock.h>

#include <string>

namespace statusmap::rpc {
namespace {

TEST(PageToken, ComesBack) {
  for (const std::size_t start : {0, 1, 50, 1'000'000}) {
    EXPECT_EQ(DecodePageToken("statuses/0/0", EncodePageToken("statuses/0/0", start)), start);
  }
}

TEST(PageToken, EmptyIsTheFirstPage) { EXPECT_EQ(DecodePageToken("statuses/0/0", ""), 0u); }

TEST(PageToken, RefusesWhatItDidNotMake) {
  const std::string token = EncodePageToken("statuses/0/0", 50);
  EXPECT_EQ(DecodePageToken("statuses/5/0", token), std::nullopt);
  EXPECT_EQ(DecodePageToken("conventions/0", token), std::nullopt);
  for (const char* text : {"x", "50", "NTA", "NTAu", "!!!!", "LTEuMA"}) {
    EXPECT_EQ(DecodePageToken("statuses/0/0", text), std::nullopt) << text;
  }
}

TEST(PageToken, RefusesEverySingleDamage) {
  const std::string token = EncodePageToken("statuses/0/0", 50);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(DecodePageToken("statuses/0/0", damaged), std::nullopt) << damaged;
    EXPECT_EQ(DecodePageToken("statuses/0/0", token.substr(0, i)),
              i == 0 ? std::optional<std::size_t>(0) : std::nullopt);
  }
  EXPECT_EQ(DecodePageToken("statuses/0/0", token + "="), std::nullopt);
}

TEST(PageToken, NeedsNoEscapingInUrls) {
  for (std::size_t start = 0; start < 1000; ++start) {
    EXPECT_THAT(EncodePageToken("statuses/0/0", start), ::testing::MatchesRegex("[A-Za-z0-9_-]+"));
  }
}

}  // namespace
}  // namespace statusmap::rpc
