// The phrases of all tables, brought together: what each code is or was called, and by whom.
#pragma once

#include <string_view>
#include <vector>

namespace statusmap::catalog {

struct Phrase {
  int code;                               // 0 to 999: some users leave the domain of a status
  std::string_view text;                  // as those who use it write it
  std::vector<std::string_view> used_by;  // who writes exactly this; never empty
  bool is_name;                           // false for a de-facto row that says it has none, as "(no name)"
};

// Every pair of code and text once. First the registry's phrases, then the vendor's, those of phrases.csv, and the
// de-facto names, where "A / B" is two. Made on the first call; lives as long as the process.
const std::vector<Phrase>& AllPhrases();

}  // namespace statusmap::catalog
