// The words of a command line, with "-" replaced by those of standard input as they come.
#pragma once

#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace statusmap::cli {

class WordSource {
 public:
  // Both must outlive it.
  WordSource(const std::vector<std::string>& words, std::istream& in) : words_(words), in_(in) {}

  // The next word. Calls `wait` before it waits for standard input. A word of more than 1024 bytes is cut there.
  std::optional<std::string> Next(const std::function<void()>& wait);

 private:
  std::optional<std::string> NextOfInput(const std::function<void()>& wait);

  const std::vector<std::string>& words_;
  std::istream& in_;
  std::size_t next_ = 0;
  bool reading_ = false;
};

}  // namespace statusmap::cli
