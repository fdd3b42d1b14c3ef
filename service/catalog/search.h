// Which HTTP status has this name? Every phrase of every table, ranked by how it matches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "service/catalog/facts.h"
#include "service/catalog/phrases.h"
#include "service/catalog/refusal.h"

namespace statusmap::catalog {

inline constexpr std::size_t kLongestQuery = 200;  // bytes
inline constexpr int kDefaultMatches = 10;
inline constexpr int kMostMatches = 100;

struct Match {
  const Phrase* phrase;             // never nullptr
  const RegistryRow* registration;  // of its code; nullptr: unassigned
  MatchKind kind;
  int distance;  // kTokens: words that the query lacks; kSimilar: characters to edit; else 0
};

struct SearchResult {
  std::vector<Match> matches;  // by kind, distance and code; empty if no phrase is like the query
  int total;                   // matches before the list was cut
  bool ambiguous;              // matches as good as the first one name more than one code
};

// The phrases that match `query`, UTF-8, at most `max_results` of them (0: kDefaultMatches; more than kMostMatches
// counts as that). The contract's MatchKind says what matches. Refuses: a query that is empty or longer than
// kLongestQuery, white space around it apart; one with control characters; a negative max_results.
Answer<SearchResult> SearchStatuses(std::string_view query, std::int32_t max_results);

}  // namespace statusmap::catalog
