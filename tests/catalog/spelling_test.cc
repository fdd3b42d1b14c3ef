#include "service/catalog/spelling.h"

#include <gmock/gmock.h>

namespace statusmap::catalog {
namespace {

struct Case {
  const char* text;
  std::vector<std::string> words;
  std::optional<int> number = std::nullopt;
};

// clang-format off
const Case kCases[] = {
    {"",                         {}},
    {"-- _ --",                  {}},
    {"Not Found",                {"not", "found"}},
    {"NotFound",                 {"not", "found"}},
    {"NOT_FOUND",                {"not", "found"}},
    {"HTTPVersionNotSupported",  {"version", "not", "supported"}},
    {"RequestURITooLong",        {"request", "uri", "too", "long"}},
    {"I'm a teapot",             {"im", "a", "teapot"}},
    {"HTTP_404_NOT_FOUND",       {"not", "found"}, 404},
    {"Http404NotFound",          {"not", "found"}, 404},
    {"HTTP/1.1 404 Not Found",   {"not", "found"}, 404},
    {"404",                      {}, 404},
    {"error 404",                {}, 404},
    {"404 500",                  {"500"}, 404},
    {"4040",                     {"4040"}},
    {"42",                       {"42"}},
    {"Multi-Status",             {"multi", "status"}},
    {"HTTP status",              {"status"}},
    {"caf\xC3\xA9 Gone",         {"caf\xC3\xA9", "gone"}},
};
// clang-format on

TEST(SpellingOf, TakesTextsApart) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.text);
    const Spelling spelling = SpellingOf(c.text);
    EXPECT_EQ(spelling.words, c.words);
    EXPECT_EQ(spelling.number, c.number);
    std::string joined;
    for (const std::string& word : c.words) joined += word;
    EXPECT_EQ(spelling.joined, joined);
  }
}

TEST(WithoutRemark, LeavesTheName) {
  EXPECT_EQ(WithoutRemark("(Unused)"), "Unused");
  EXPECT_EQ(WithoutRemark("Not Extended (OBSOLETED)"), "Not Extended");
  EXPECT_EQ(WithoutRemark("Gone"), "Gone");
  EXPECT_EQ(WithoutRemark("(a) Gone"), "(a) Gone");
  EXPECT_EQ(WithoutRemark(")"), ")");
  EXPECT_EQ(WithoutRemark("()"), "");
  EXPECT_EQ(WithoutRemark(""), "");
}

TEST(EqualIgnoringCase, KnowsAsciiOnly) {
  EXPECT_TRUE(EqualIgnoringCase("I'm A Teapot", "i'M a tEAPOT"));
  EXPECT_FALSE(EqualIgnoringCase("Gone", "Gon"));
  EXPECT_FALSE(EqualIgnoringCase("Gone", "Done"));
  EXPECT_FALSE(EqualIgnoringCase("\xC3\xA9", "\xC3\x89"));
}

}  // namespace
}  // namespace statusmap::catalog
