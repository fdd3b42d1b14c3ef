// `statusmap search`: a name in, a table or JSON and an exit code out.
#include <gmock/gmock.h>

#include "tests/client/command.h"

namespace statusmap::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Search, FindsANameAndSaysWhoUsesIt) {
  const Result result = Command({"search", "Request-URI", "Too", "Large"});
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_THAT(result.out, AllOf(StartsWith("CODE  NAME "), HasSubstr("\n414   Request-URI Too Large  exact "),
                                HasSubstr("RFC 2616"), Not(HasSubstr("which is meant"))));
}

TEST(Search, ShowsHowFarAMatchIs) {
  EXPECT_THAT(Command({"search", "teapot"}).out, HasSubstr("I'm a teapot  tokens, +2 words  "));
  EXPECT_THAT(Command({"search", "Fobidden"}).out, HasSubstr("Forbidden  similar, 1 edit  "));
  EXPECT_THAT(Command({"search", "TOO_MANY_REQUESTS"}).out, HasSubstr("Too Many Requests  normalised  "));
}

TEST(Search, NamesTheCodesThatShareAName) {
  const Result result = Command({"search", "unused"});
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out, EndsWith("\nThe name alone does not say which is meant: 306, 418\n"));
}

TEST(Search, ShowsAsManyAsAskedFor) {
  EXPECT_THAT(Command({"search", "timeout", "--max", "1"}).out,
              AllOf(HasSubstr("\n408 "), Not(HasSubstr("\n504 ")), HasSubstr("\n5 more; --max shows them\n")));
  EXPECT_THAT(Command({"search", "timeout", "--max", "100"}).out, AllOf(HasSubstr("\n504 "), Not(HasSubstr("--max"))));
}

TEST(Search, OfNothingLikeItHasNoAnswer) {
  const Result result = Command({"search", "zz", "zz"});
  EXPECT_EQ(result.exit_code, kNoAnswer);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_EQ(result.err, "statusmap: \"zz zz\" is like no name of a status\n");
  const Result json = Command({"search", "zzzz", "-o", "json"});
  EXPECT_EQ(json.exit_code, kNoAnswer);
  EXPECT_EQ(At(Parsed(json.out).at(0), {"total_size"}).number_value(), 0);
}

TEST(Search, ThatIsRefusedSaysWhy) {
  const std::vector<std::pair<std::vector<const char*>, const char*>> cases{
      {{"search", ""}, "(INVALID_ARGUMENT, QUERY_EMPTY)"},
      {{"search", "a\nb"}, "(INVALID_ARGUMENT, QUERY_CONTROL_CHARACTER)"},
      {{"search", "gone", "--max", "-1"}, "(INVALID_ARGUMENT, MAX_RESULTS_NEGATIVE)"},
  };
  for (const auto& [words, reason] : cases) {
    const Result result = Command(words);
    EXPECT_EQ(result.exit_code, kNoAnswer) << reason;
    EXPECT_THAT(result.err, HasSubstr(reason));
    EXPECT_THAT(result.out, IsEmpty());
  }
}

TEST(Search, IsOneObjectInJson) {
  const auto found = Parsed(Command({"search", "teapot", "-o", "json"}).out);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(At(found[0], {"ambiguous"}).kind_case(), Json::kBoolValue);
  const Json matches = At(found[0], {"matches"});
  ASSERT_EQ(matches.list_value().values_size(), 3);
  const Json& first = matches.list_value().values(0);
  EXPECT_EQ(At(first, {"http_status"}).number_value(), 418);
  EXPECT_EQ(At(first, {"kind"}).string_value(), "MATCH_KIND_TOKENS");
}

}  // namespace
}  // namespace statusmap::cli
