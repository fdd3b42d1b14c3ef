#include "client/cli/log/lines.h"

#include <algorithm>
#include <cstring>

namespace statusmap::cli {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 18U;  // fits into the caches of today's processors

}  // namespace

LineBlocks::LineBlocks(Input& input) : input_(input), buffer_(kBlock) {}

std::string_view LineBlocks::Next() {
  DropGiven();
  std::size_t searched = 0;
  while (true) {
    if (end_ == buffer_.size() && end_ >= kLongestLine) {
      skipping_ = true;
      return Give(end_);
    }
    if (end_ == buffer_.size()) buffer_.resize(2 * end_);
    if (!Fill()) return Give(status_.ok() ? end_ : 0);
    if (skipping_) SkipLine();
    const auto* feed = static_cast<const char*>(memrchr(buffer_.data() + searched, '\n', end_ - searched));
    if (feed != nullptr) return Give(static_cast<std::size_t>(feed - buffer_.data()) + 1);
    searched = end_;
  }
}

bool LineBlocks::Fill() {
  if (!status_.ok()) return false;
  const auto count = input_.Read(buffer_.data() + end_, buffer_.size() - end_);
  if (!count.ok()) status_ = count.status();
  if (!count.ok() || *count == 0) return false;
  end_ += *count;
  return true;
}

void LineBlocks::SkipLine() {
  const auto* feed = static_cast<const char*>(std::memchr(buffer_.data(), '\n', end_));
  skipping_ = feed == nullptr;
  given_ = skipping_ ? end_ : static_cast<std::size_t>(feed - buffer_.data()) + 1;
  DropGiven();
}

void LineBlocks::DropGiven() {
  std::memmove(buffer_.data(), buffer_.data() + given_, end_ - given_);
  end_ -= given_;
  given_ = 0;
}

std::string_view LineBlocks::Give(std::size_t count) {
  given_ = count;
  return {buffer_.data(), count};
}

}  // namespace statusmap::cli
