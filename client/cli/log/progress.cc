#include "client/cli/log/progress.h"

#include <algorithm>
#include <array>
#include <utility>

#include "client/cli/words.h"

namespace statusmap::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirst{1000};
constexpr milliseconds kNext{200};
constexpr int kBar = 30;

// "1.2 GB", in powers of 1000.
std::string BytesText(std::int64_t bytes) {
  static constexpr std::array<const char*, 5> kUnits{"B", "kB", "MB", "GB", "TB"};
  auto number = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; number >= 999.5 && unit + 1 < kUnits.size(); ++unit) number /= 1000;
  return Decimal(number, unit > 2 ? 1 : 0) + " " + kUnits[unit];
}

}  // namespace

Progress::Progress(std::ostream& out, bool shown, int columns, Clock clock)
    : out_(out), shown_(shown), columns_(columns), clock_(std::move(clock)), next_(clock_() + kFirst) {}

void Progress::Show(const std::string& file, std::int64_t read, std::int64_t size) {
  if (!shown_) return;
  const auto now = clock_();
  if (now < next_) return;
  next_ = now + kNext;
  std::string line = file + "  ";
  if (size > 0) {
    const std::int64_t done = std::min(read, size);
    const auto filled = static_cast<std::size_t>(done * kBar / size);
    line += "[" + std::string(filled, '#') + std::string(kBar - filled, '.') + "] " +
            std::to_string(done * 100 / size) + " %  " + BytesText(done) + " of " + BytesText(size);
  } else {
    line += BytesText(read);
  }
  // A line that wraps could not be wiped.
  line.resize(std::min(line.size(), static_cast<std::size_t>(std::max(columns_ - 1, 0))));
  out_ << "\r" << line << "\x1b[K" << std::flush;
  visible_ = true;
}

void Progress::Clear() {
  if (visible_) out_ << "\r\x1b[K" << std::flush;
  visible_ = false;
}

}  // namespace statusmap::cli
