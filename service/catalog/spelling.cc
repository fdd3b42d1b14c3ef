#include "service/catalog/spelling.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace statusmap::catalog {
namespace {

// What stands before the name in constants and log lines: HTTPStatus.NOT_FOUND, SC_NOT_FOUND, NGX_HTTP_NOT_FOUND.
constexpr std::array<std::string_view, 6> kPrefixes{"code", "error", "http", "ngx", "sc", "status"};

constexpr std::size_t kCodeDigits = 3;

// Not <cctype>: its answers depend on the locale.
constexpr bool IsLower(char c) { return 'a' <= c && c <= 'z'; }
constexpr bool IsUpper(char c) { return 'A' <= c && c <= 'Z'; }
constexpr bool IsDigit(char c) { return '0' <= c && c <= '9'; }
constexpr bool IsLetter(char c) { return IsLower(c) || IsUpper(c) || (static_cast<unsigned char>(c) & 0x80) != 0; }
constexpr char Lower(char c) { return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

bool IsNumber(const std::string& word) { return IsDigit(word.front()); }

// Whether a new word begins at text[i], where text[i - 1] and text[i] are letters or digits.
bool Splits(std::string_view text, std::size_t i) {
  const char before = text[i - 1];
  const char c = text[i];
  if (IsDigit(before) != IsDigit(c)) return true;
  if (!IsUpper(c)) return false;
  return IsLower(before) || (IsUpper(before) && i + 1 < text.size() && IsLower(text[i + 1]));
}

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  bool in_word = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\'') continue;
    if (!IsLetter(c) && !IsDigit(c)) {
      in_word = false;
      continue;
    }
    if (!in_word || Splits(text, i)) words.emplace_back();
    words.back() += Lower(c);
    in_word = true;
  }
  return words;
}

// A version counts too: "HTTP/1.1 404 Not Found".
bool IsPrefix(const std::string& word) {
  if (IsNumber(word)) return word.size() < kCodeDigits;
  return std::ranges::find(kPrefixes, word) != kPrefixes.end();
}

}  // namespace

Spelling SpellingOf(std::string_view text) {
  Spelling spelling;
  spelling.words = WordsOf(text);
  const auto number = std::ranges::find_if(
      spelling.words, [](const std::string& word) { return IsNumber(word) && word.size() == kCodeDigits; });
  if (number != spelling.words.end()) {
    spelling.number = std::stoi(*number);
    spelling.words.erase(number);
  }
  auto name = std::ranges::find_if_not(spelling.words, IsPrefix);
  if (name == spelling.words.end() && name != spelling.words.begin() && !spelling.number) name = std::prev(name);
  spelling.words.erase(spelling.words.begin(), name);
  for (const std::string& word : spelling.words) spelling.joined += word;
  return spelling;
}

std::string_view WithoutRemark(std::string_view text) {
  if (!text.ends_with(')')) return text;
  if (text.starts_with('(')) return text.substr(1, text.size() - 2);
  const std::size_t remark = text.rfind(" (");
  return remark == std::string_view::npos ? text : text.substr(0, remark);
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, Lower, Lower); }

}  // namespace statusmap::catalog
