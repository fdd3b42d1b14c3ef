// An input in blocks of whole lines, in memory that does not grow with it.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/log/input.h"

namespace statusmap::cli {

// Of a line that is longer than this only the beginning is read: 16 MiB.
inline constexpr std::size_t kLongestLine = std::size_t{1} << 24U;

class LineBlocks {
 public:
  // `input` must outlive it.
  explicit LineBlocks(Input& input);

  // The next lines, each with its line feed; the last line of all, and one that was cut, may have none. Empty at the
  // end, and after an error, which takes the line that it interrupted with it. Valid until the next call.
  std::string_view Next();

  // What ended the input, if it was not its end.
  const absl::Status& status() const { return status_; }

 private:
  // Reads more into the buffer. False at the end of the input.
  bool Fill();

  // Drops bytes that belong to a line that was cut.
  void SkipLine();

  // Drops what was given, so that the buffer begins with what is next.
  void DropGiven();

  std::string_view Give(std::size_t count);

  Input& input_;
  std::vector<char> buffer_;
  std::size_t given_ = 0;  // how much of it the caller has
  std::size_t end_ = 0;    // how much of it is filled
  bool skipping_ = false;  // what comes is the rest of a line that was cut
  absl::Status status_;
};

}  // namespace statusmap::cli
