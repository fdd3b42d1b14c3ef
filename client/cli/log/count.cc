#include "client/cli/log/count.h"

#include <cstring>
#include <variant>

#include "client/cli/log/lines.h"
#include "client/cli/words.h"

namespace statusmap::cli {
namespace {

constexpr std::size_t kShown = 80;  // bytes of a strange line

// The beginning of a line, safe to show: cut between characters, and without bytes that are not UTF-8.
std::string Shown(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  const bool cut = line.size() > kShown;
  if (cut) {
    std::size_t end = kShown;
    while (end > kShown - 4 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    line = line.substr(0, end);
  }
  return Printable(Utf8(line)) + (cut ? "..." : "");
}

template <typename Parser>
void CountBlock(const std::string& file, const Parser& parser, std::string_view block, std::int64_t& number,
                LogCounts& counts) {
  const char* at = block.data();
  const char* const end = at + block.size();
  const std::int64_t before = number;
  while (at < end) {
    const auto* feed = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    const char* const stop = feed == nullptr ? end : feed;
    const std::string_view line(at, static_cast<std::size_t>(stop - at));
    ++number;
    if (const int status = parser.StatusOf(line); status != kNoStatus) {
      ++counts.statuses[static_cast<std::size_t>(status)];
    } else {
      ++counts.without_status;
      if (counts.strange.size() < kStrangeLines) counts.strange.push_back({file, number, Shown(line)});
    }
    at = stop + 1;
  }
  counts.lines += number - before;
}

}  // namespace

absl::Status Count(const std::string& file, Input& input, const std::optional<Format>& format,
                   const std::function<void(const Input&)>& progress, LogCounts& counts) {
  LineBlocks blocks(input);
  std::string_view block = blocks.Next();
  if (block.empty()) return blocks.status();
  std::optional<Format> detected;
  if (!format) {
    auto found = Detect(block);
    if (!found.ok()) return found.status();
    detected = *std::move(found);
  }
  const Format& used = format ? *format : *detected;
  counts.formats.insert(used.name);
  for (std::int64_t number = 0; !block.empty(); block = blocks.Next()) {
    std::visit([&](const auto& parser) { CountBlock(file, parser, block, number, counts); }, used.parser);
    progress(input);
  }
  return blocks.status();
}

}  // namespace statusmap::cli
