#include "service/catalog/search.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "service/catalog/lookup.h"
#include "service/catalog/nearest.h"
#include "service/catalog/spelling.h"

namespace statusmap::catalog {
namespace {

constexpr std::string_view kWhiteSpace = " \t\n\r\f\v";
constexpr std::string_view kAllowedQuery = "1 to 200 bytes of text without control characters";

// One mistyped character for so many typed ones, and never more than the most: a longer text would match anything.
constexpr std::size_t kCharactersForAnEdit = 4;
constexpr std::size_t kMostEdits = 4;

// A phrase with what it is compared by.
struct Name {
  const Phrase* phrase;
  Spelling spelling;
};

const std::vector<Name>& AllNames() {
  static const auto& names = *[] {
    auto* all = new std::vector<Name>;  // never destroyed: threads may still search
    for (const Phrase& phrase : AllPhrases()) all->push_back({&phrase, SpellingOf(WithoutRemark(phrase.text))});
    return all;
  }();
  return names;
}

struct Query {
  std::string_view text;
  Spelling spelling;
};

struct Rank {
  MatchKind kind;
  int distance;
};

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kWhiteSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

// U+0000 to U+001F, U+007F, and U+0080 to U+009F, which are C2 80 to C2 9F in UTF-8.
bool HasControlCharacter(std::string_view text) {
  unsigned char before = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || (before == 0xC2 && byte < 0xA0)) return true;
    before = byte;
  }
  return false;
}

std::optional<Refusal> CheckQuery(std::string_view query) {
  const std::string_view text = Trimmed(query);
  const auto refuse = [&](Reason reason) {
    return Refusal{reason, "query", Echo(query), std::string(kAllowedQuery), {}};
  };
  if (text.empty()) return refuse(Reason::kQueryEmpty);
  if (text.size() > kLongestQuery) return refuse(Reason::kQueryTooLong);
  if (HasControlCharacter(text)) return refuse(Reason::kQueryControlCharacter);
  return std::nullopt;
}

bool Contains(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

std::size_t EditsAllowed(std::size_t characters) { return std::min(characters / kCharactersForAnEdit, kMostEdits); }

// The edit distance if it is at most `limit`.
std::optional<std::size_t> EditsWithin(std::size_t limit, std::string_view from, std::string_view to) {
  if (from.size() > to.size() + limit || to.size() > from.size() + limit) return std::nullopt;
  const std::size_t edits = EditDistance(from, to);
  return edits <= limit ? std::optional(edits) : std::nullopt;
}

// The edits that turn each word of the query into some word of the name.
std::optional<std::size_t> EditsOfWords(const std::vector<std::string>& from, const std::vector<std::string>& to) {
  std::size_t edits = 0;
  for (const std::string& word : from) {
    std::optional<std::size_t> fewest;
    for (const std::string& other : to) {
      const auto found = EditsWithin(fewest.value_or(EditsAllowed(word.size())), word, other);
      if (found) fewest = found;
    }
    if (!fewest) return std::nullopt;
    edits += *fewest;
  }
  return edits;
}

std::optional<Rank> SimilarityOf(const Spelling& query, const Name& name, bool number_fits) {
  // A number is mistyped as well as a letter, and then belongs to the text.
  const std::string digits = number_fits ? "" : std::to_string(*query.number);
  const std::string code = number_fits ? "" : std::to_string(name.phrase->code);
  const std::size_t limit = EditsAllowed(digits.size() + query.joined.size());
  auto edits = EditsWithin(limit, digits + query.joined, code + name.spelling.joined);
  if (number_fits) {
    const auto of_words = EditsOfWords(query.words, name.spelling.words);
    if (of_words && *of_words <= edits.value_or(limit)) edits = of_words;
  }
  if (!edits) return std::nullopt;
  return Rank{MatchKind::kSimilar, static_cast<int>(*edits)};
}

std::optional<Rank> RankOf(const Query& query, const Name& name) {
  const Spelling& asked = query.spelling;
  const Spelling& known = name.spelling;
  const bool number_fits = !asked.number || *asked.number == name.phrase->code;
  if (asked.number && asked.words.empty())
    return number_fits ? std::optional(Rank{MatchKind::kExact, 0}) : std::nullopt;
  if (!name.phrase->is_name) return std::nullopt;
  if (EqualIgnoringCase(query.text, WithoutRemark(name.phrase->text))) return Rank{MatchKind::kExact, 0};
  if (asked.words.empty()) return std::nullopt;
  if (number_fits && asked.joined == known.joined) return Rank{MatchKind::kNormalised, 0};
  const auto in_name = [&](const std::string& word) { return Contains(known.words, word); };
  if (number_fits && std::ranges::all_of(asked.words, in_name)) {
    const auto lacking =
        std::ranges::count_if(known.words, [&](const std::string& word) { return !Contains(asked.words, word); });
    return Rank{MatchKind::kTokens, static_cast<int>(lacking)};
  }
  return SimilarityOf(asked, name, number_fits);
}

bool IsAmbiguous(const std::vector<Match>& matches) {
  std::set<int> codes;
  for (const Match& match : matches) {
    if (match.kind != matches.front().kind || match.distance != matches.front().distance) break;
    codes.insert(match.phrase->code);
  }
  return codes.size() > 1;
}

}  // namespace

Answer<SearchResult> SearchStatuses(std::string_view query, std::int32_t max_results) {
  if (auto refusal = CheckQuery(query)) return *std::move(refusal);
  if (max_results < 0) {
    return Refusal{Reason::kMaxResultsNegative, "max_results", std::to_string(max_results), "0 or above", {}};
  }
  const std::string_view text = Trimmed(query);
  const Query asked{WithoutRemark(text), SpellingOf(text)};
  SearchResult result{};
  for (const Name& name : AllNames()) {
    const auto rank = RankOf(asked, name);
    if (!rank) continue;
    result.matches.push_back({name.phrase, Registration(name.phrase->code), rank->kind, rank->distance});
  }
  std::ranges::stable_sort(result.matches, {}, [](const Match& match) {
    return std::tuple(match.kind, match.distance, match.phrase->code);
  });
  result.total = static_cast<int>(result.matches.size());
  result.ambiguous = IsAmbiguous(result.matches);
  const int most = max_results == 0 ? kDefaultMatches : std::min(max_results, kMostMatches);
  result.matches.resize(std::min(result.matches.size(), static_cast<std::size_t>(most)));
  return result;
}

}  // namespace statusmap::catalog
