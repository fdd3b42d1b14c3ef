#include "client/cli/word_source.h"

#include <string_view>

namespace statusmap::cli {
namespace {

constexpr std::size_t kLongest = 1024;  // longer than any code, and memory stays bounded

}  // namespace

std::optional<std::string> WordSource::Next(const std::function<void()>& wait) {
  while (reading_ || next_ < words_.size()) {
    if (reading_) {
      if (auto word = NextOfInput(wait)) return word;
      reading_ = false;
      continue;
    }
    const std::string& word = words_[next_++];
    if (word != "-") return word;
    reading_ = true;
  }
  return std::nullopt;
}

std::optional<std::string> WordSource::NextOfInput(const std::function<void()>& wait) {
  std::streambuf& buffer = *in_.rdbuf();
  constexpr auto kEnd = std::char_traits<char>::eof();
  std::string word;
  while (true) {
    if (buffer.in_avail() <= 0) wait();
    const auto read = buffer.sbumpc();
    const bool space =
        read != kEnd && std::string_view(" \t\n\r\v\f").find(static_cast<char>(read)) != std::string::npos;
    if (read == kEnd || (space && !word.empty())) break;
    if (!space && word.size() < kLongest) word += static_cast<char>(read);
  }
  return word.empty() ? std::nullopt : std::optional(word);
}

}  // namespace statusmap::cli
