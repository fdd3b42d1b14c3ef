// How a name is compared with another one whatever way either is written: as words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace statusmap::catalog {

// A text taken apart: "HTTP_404_NOT_FOUND", "http.StatusNotFound" and "HTTP/1.1 404 Not Found" all have the words
// "not" and "found".
struct Spelling {
  std::vector<std::string> words;  // lower case; empty if the text has none, or nothing but a number
  std::string joined;              // all words without a space: "timeout" is "time-out"
  std::optional<int> number;       // the first word of exactly three digits, which is none of `words`
};

// Words are runs of letters or of digits; CamelCase is split ("IMUsed": "im", "used"), an apostrophe is left out. What
// programs put before a name is dropped ("http", "status", "sc", ...), unless nothing else is there. Bytes that are not
// ASCII count as letters.
Spelling SpellingOf(std::string_view text);

// The text without parentheses around it and without a remark in parentheses behind it: "Unused" for "(Unused)", "Not
// Extended" for "Not Extended (OBSOLETED)".
std::string_view WithoutRemark(std::string_view text);

// Whether two texts are the same apart from the case of ASCII letters.
bool EqualIgnoringCase(std::string_view a, std::string_view b);

}  // namespace statusmap::catalog
