#include "service/catalog/search.h"

#include <gmock/gmock.h>

#include <climits>
#include <set>
#include <string>

#include "service/catalog/tables.h"
#include "tests/catalog/answers.h"

namespace statusmap::catalog {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kAll = 100;

SearchResult Find(std::string_view query, int max_results = kAll) {
  return AnswerIn(SearchStatuses(query, max_results));
}

// The codes of all matches as good as the first one.
std::set<int> BestCodes(const SearchResult& result) {
  std::set<int> codes;
  for (const Match& match : result.matches) {
    if (match.kind == result.matches[0].kind && match.distance == result.matches[0].distance) {
      codes.insert(match.phrase->code);
    }
  }
  return codes;
}

struct Case {
  const char* query;
  std::set<int> codes;  // of the best matches; empty: no match at all
  MatchKind kind = MatchKind::kExact;
  int distance = 0;
};

// clang-format off
const Case kCases[] = {
    // --- the same text: eras, vendors, de-facto names
    {"Not Found",                          {404}},
    {"not found",                          {404}},
    {"NotFound",                           {404}},
    {"Request-URI Too Large",              {414}},
    {"Request Entity Too Large",           {413}},
    {"Payload Too Large",                  {413}},
    {"Content Too Large",                  {413}},
    {"Unprocessable Entity",               {422}},
    {"Moved Temporarily",                  {302}},
    {"ServerTimeout",                      {504}},
    {"Request Timeout",                    {408}},
    {"Enhance your calm",                  {420}},
    {"Method Failure",                     {420}},
    {"Not Extended (OBSOLETED)",           {510}},
    {"Client Closed Request",              {499}},
    {"Unexpected Token",                   {783}},
    {"Shopify Security Rejection",         {430}},
    {"  Gone \t\n",                        {410}},
    // --- a name of several codes
    {"Unused",                             {306, 418}},
    {"(unused)",                           {306, 418}},
    {"Request Header Fields Too Large",    {430, 431}},
    // --- numbers
    {"404",                                {404}},
    {"HTTP 404",                           {404}},
    {"HTTP/1.1 404",                       {404}},
    {"404 error",                          {404}},
    {"Error (404)",                        {404}},
    {"460",                                {460}},
    {"000",                                {0}},
    {"471",                                {}},
    {"1000",                               {}},
    // --- the same words: constants and log lines
    {"TOO_MANY_REQUESTS",                  {429}, MatchKind::kNormalised},
    {"StatusTooManyRequests",              {429}, MatchKind::kNormalised},
    {"http.StatusTooManyRequests",         {429}, MatchKind::kNormalised},
    {"HTTP_404_NOT_FOUND",                 {404}, MatchKind::kNormalised},
    {"HttpStatus.NOT_FOUND",               {404}, MatchKind::kNormalised},
    {"SC_NOT_FOUND",                       {404}, MatchKind::kNormalised},
    {"HTTP/1.1 404 Not Found",             {404}, MatchKind::kNormalised},
    {"404 (Not Found)",                    {404}, MatchKind::kNormalised},
    {"NGX_HTTP_CLIENT_CLOSED_REQUEST",     {499}, MatchKind::kNormalised},
    {"HTTPVersionNotSupported",            {505}, MatchKind::kNormalised},
    {"IMUsed",                             {226}, MatchKind::kNormalised},
    {"im-a-teapot",                        {418}, MatchKind::kNormalised},
    {"gatewaytimeout",                     {504}, MatchKind::kNormalised},
    {"MULTI_STATUS",                       {207}, MatchKind::kNormalised},
    // --- some of the words
    {"teapot",                             {418}, MatchKind::kTokens, 2},
    {"found not",                          {404}, MatchKind::kTokens, 0},
    {"legal reasons",                      {451}, MatchKind::kTokens, 2},
    {"timeout",                            {408, 504}, MatchKind::kTokens, 1},
    // --- typing errors
    {"Fobidden",                           {403}, MatchKind::kSimilar, 1},
    {"Not Fuond",                          {404}, MatchKind::kSimilar, 2},
    {"Internal Sever Eror",                {500}, MatchKind::kSimilar, 2},
    {"teapt",                              {418}, MatchKind::kSimilar, 1},
    {"500 Not Found",                      {404}, MatchKind::kSimilar, 2},
    // --- nothing like it
    {"zzzz",                               {}},
    {"---",                                {}},
    {"(no name)",                          {}},
    {"o",                                  {}},
    {"\xE2\x98\x95 \xF0\x9F\xAB\x96",      {}},
};
// clang-format on

TEST(SearchStatuses, RanksByTheKindOfTheMatch) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.query);
    const SearchResult result = Find(c.query);
    EXPECT_EQ(BestCodes(result), c.codes);
    EXPECT_EQ(result.ambiguous, c.codes.size() > 1);
    if (result.matches.empty()) continue;
    EXPECT_EQ(result.matches[0].kind, c.kind);
    EXPECT_EQ(result.matches[0].distance, c.distance);
  }
}

TEST(SearchStatuses, FindsEveryPhraseOfEveryTableAtTheTop) {
  const auto expect_found = [](int code, std::string_view text) {
    SCOPED_TRACE(std::to_string(code) + " " + std::string(text));
    const SearchResult result = Find(text);
    ASSERT_FALSE(result.matches.empty());
    EXPECT_EQ(result.matches[0].kind, MatchKind::kExact);
    EXPECT_THAT(BestCodes(result), Contains(code));
  };
  for (const RegistryRow& row : kRegistry) expect_found(row.code, row.phrase);
  for (const VendorRow& row : kVendorTable) expect_found(row.code, row.message);
  for (const PhraseRow& row : kPhrases) expect_found(row.code, row.phrase);
  for (const DeFactoRow& row : kDeFacto) {
    if (!row.name.starts_with('(') && row.name.find(" / ") == std::string_view::npos) expect_found(row.code, row.name);
  }
}

TEST(SearchStatuses, FindsEveryCodeByItsNumber) {
  for (const DeFactoRow& row : kDeFacto) {
    if (row.code < 100) continue;  // 000 is in the table above
    EXPECT_THAT(BestCodes(Find(std::to_string(row.code))), ElementsAre(row.code));
  }
  for (const RegistryRow& row : kRegistry) {
    EXPECT_THAT(BestCodes(Find(std::to_string(row.code))), ElementsAre(row.code));
  }
}

TEST(SearchStatuses, NamesEveryoneWhoUsesThePhrase) {
  const SearchResult result = Find("Request Time-out");
  ASSERT_FALSE(result.matches.empty());
  EXPECT_EQ(result.matches[0].phrase->text, "Request Time-out");
  EXPECT_THAT(result.matches[0].phrase->used_by,
              ElementsAre(kVendorTableSource, "RFC 2068; RFC 2616; npm http-status 2.x; nginx 2026-08"));
  EXPECT_EQ(result.matches[0].registration->phrase, "Request Timeout");
  EXPECT_EQ(Find("Method Failure").matches[0].registration, nullptr);
}

TEST(SearchStatuses, ListsByKindDistanceAndCodeWithoutRepetition) {
  for (const char* query : {"timeout", "not", "request", "too large", "unauthorised", "404"}) {
    SCOPED_TRACE(query);
    const SearchResult result = Find(query);
    std::set<std::pair<int, std::string_view>> seen;
    for (std::size_t i = 0; i < result.matches.size(); ++i) {
      const Match& match = result.matches[i];
      EXPECT_TRUE(seen.insert({match.phrase->code, match.phrase->text}).second);
      if (i == 0) continue;
      const Match& before = result.matches[i - 1];
      EXPECT_LE(std::tuple(before.kind, before.distance, before.phrase->code),
                std::tuple(match.kind, match.distance, match.phrase->code));
    }
  }
}

TEST(SearchStatuses, CutsTheListButCountsAllOfIt) {
  const int total = Find("request").total;
  EXPECT_EQ(static_cast<int>(Find("request").matches.size()), total);
  EXPECT_GT(total, kDefaultMatches);
  EXPECT_EQ(Find("request", 0).matches.size(), 10u);
  EXPECT_EQ(Find("request", 1).matches.size(), 1u);
  EXPECT_EQ(Find("request", 1).total, total);
  EXPECT_EQ(static_cast<int>(Find("request", INT_MAX).matches.size()), total);
  EXPECT_TRUE(Find("unused", 1).ambiguous) << "also if the other code is not shown";
}

struct Refused {
  std::string query;
  int max_results;
  std::optional<Reason> reason;
};

const Refused kRefused[] = {
    {"", 0, Reason::kQueryEmpty},
    {" \t\r\n", 0, Reason::kQueryEmpty},
    {std::string(10'000, ' '), 0, Reason::kQueryEmpty},
    {std::string(200, 'x'), 0, std::nullopt},
    {" " + std::string(200, 'x') + " ", 0, std::nullopt},
    {std::string(201, 'x'), 0, Reason::kQueryTooLong},
    {std::string(10'000, 'x'), 0, Reason::kQueryTooLong},
    {"Not\nFound", 0, Reason::kQueryControlCharacter},
    {"Not\tFound", 0, Reason::kQueryControlCharacter},
    {std::string("Gone\0", 5), 0, Reason::kQueryControlCharacter},
    {"\x1b[31m", 0, Reason::kQueryControlCharacter},
    {"Gone\x7f", 0, Reason::kQueryControlCharacter},
    {"Gone\xC2\x85", 0, Reason::kQueryControlCharacter},
    {"Gone\xC2\xA0", 0, std::nullopt},
    {"Gone", -1, Reason::kMaxResultsNegative},
    {"Gone", INT_MIN, Reason::kMaxResultsNegative},
};

TEST(SearchStatuses, RefusesWhatIsNoQuery) {
  for (const Refused& c : kRefused) {
    SCOPED_TRACE(c.query.substr(0, 20));
    EXPECT_EQ(ReasonIn(SearchStatuses(c.query, c.max_results)), c.reason);
  }
}

TEST(AllPhrases, SplitsNamesAndMarksThoseThatAreNone) {
  std::set<std::string_view> of_430;
  for (const Phrase& phrase : AllPhrases()) {
    if (phrase.code == 430) of_430.insert(phrase.text);
    EXPECT_THAT(phrase.used_by, ::testing::Not(IsEmpty()));
    EXPECT_EQ(phrase.is_name, !phrase.text.starts_with('(') || phrase.text == "(Unused)") << phrase.text;
  }
  EXPECT_THAT(of_430, ElementsAre("Request Header Fields Too Large (deprecated)", "Shopify Security Rejection"));
}

}  // namespace
}  // namespace statusmap::catalog
