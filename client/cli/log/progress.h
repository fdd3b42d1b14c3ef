// How far a long reading is, on one line of a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

namespace statusmap::cli {

class Progress {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  // Nothing is shown unless `shown`, and in the first second.
  Progress(std::ostream& out, bool shown, int columns, Clock clock = std::chrono::steady_clock::now);

  // So many bytes of a file of `size` were read; 0: its size is not known.
  void Show(const std::string& file, std::int64_t read, std::int64_t size);

  // Wipes the line.
  void Clear();

 private:
  std::ostream& out_;
  const bool shown_;
  const int columns_;
  const Clock clock_;
  std::chrono::steady_clock::time_point next_;
  bool visible_ = false;
};

}  // namespace statusmap::cli
