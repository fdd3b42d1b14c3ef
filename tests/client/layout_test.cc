#include "client/cli/layout.h"

#include <gmock/gmock.h>

namespace statusmap::cli {
namespace {

using ::testing::ElementsAre;

TEST(WidthOf, CountsCodePointsWithoutColours) {
  EXPECT_EQ(WidthOf(""), 0);
  EXPECT_EQ(WidthOf("abc"), 3);
  EXPECT_EQ(WidthOf("\u00e9t\u00e9"), 3);
  EXPECT_EQ(WidthOf(Paper{.colours = true}.Paint("main", Ink::kRed)), 4);
}

TEST(Wrap, BreaksAtSpacesAndLineFeeds) {
  EXPECT_THAT(Wrap("", 40), ElementsAre(""));
  EXPECT_THAT(Wrap("one two", 40), ElementsAre("one two"));
  EXPECT_THAT(Wrap("one\ntwo", 40), ElementsAre("one", "two"));
  EXPECT_THAT(Wrap("aaaaaaaaaa bbbbbbbbbb cccccccccc", 24), ElementsAre("aaaaaaaaaa bbbbbbbbbb", "cccccccccc"));
  EXPECT_THAT(Wrap("x aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa y", 24), ElementsAre("x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "y"));
}

TEST(Paper, PaintsOnlyWithColours) {
  EXPECT_EQ(Paper{.colours = false}.Paint("x", Ink::kRed), "x");
  EXPECT_EQ(Paper{.colours = true}.Paint("x", Ink::kRed), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(Paper{.colours = true}.Paint("x", Ink::kPlain), "x");
}

TEST(Fields, AlignAndLeaveOutTheEmpty) {
  const Paper paper{.width = 45};
  Fields fields(paper, "heading");
  fields.Add("rule", "exact 429");
  fields.Add("note", "");
  fields.Add("agree", "alpha, beta, gamma, delta, epsilon", "2 of 3  ");
  EXPECT_EQ(fields.Text(),
            "heading\n"
            "  rule         exact 429\n"
            "  agree        2 of 3  alpha, beta, gamma,\n"
            "                       delta, epsilon\n");
}

TEST(Fields, AlignTheSameWithColours) {
  const Paper paper{.width = 45, .colours = true};
  Fields fields(paper, "heading");
  fields.Add("agree", "alpha, beta, gamma, delta, epsilon", paper.Paint("2 of 3", Ink::kBold) + "  ");
  EXPECT_EQ(fields.Text(),
            "heading\n"
            "  \x1b[2magree\x1b[0m        \x1b[1m2 of 3\x1b[0m  alpha, beta, gamma,\n"
            "                       delta, epsilon\n");
}

TEST(Table, WrapsWideCells) {
  const std::vector<std::vector<Cell>> rows{
      {{"1"}, {"short"}, {"one two three four five six"}},
      {{"200"}, {"a name that is much too long for it"}, {""}},
  };
  EXPECT_EQ(Table(Paper{.width = 54}, {"N", "NAME", "REST"}, rows),
            "N    NAME                     REST\n"
            "1    short                    one two three four five\n"
            "                              six\n"
            "200  a name that is much too\n"
            "     long for it\n");
}

TEST(Table, AlignsNumbersOnTheRight) {
  const std::vector<std::vector<Cell>> rows{
      {{"7", Ink::kPlain, true}, {"a"}, {"1 %", Ink::kBold, true}},
      {{"1,200", Ink::kPlain, true}, {"b"}, {"99 %", Ink::kPlain, true}},
  };
  EXPECT_EQ(Table(Paper{}, {"N", "NAME", "SHARE"}, rows),
            "    N  NAME  SHARE\n"
            "    7  a       1 %\n"
            "1,200  b      99 %\n");
}

}  // namespace
}  // namespace statusmap::cli
