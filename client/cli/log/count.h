// Logs as counts of their statuses.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/log/format.h"
#include "client/cli/log/input.h"

namespace statusmap::cli {

// A line without a status.
struct StrangeLine {
  std::string file;
  std::int64_t number = 0;  // from 1
  std::string text;         // its beginning, in UTF-8 and without control characters
};

// What was counted in one log or in several.
struct LogCounts {
  std::array<std::int64_t, 1000> statuses{};  // by the number in the log, 000 to 999
  std::int64_t lines = 0;
  std::int64_t without_status = 0;
  std::vector<StrangeLine> strange;  // the first of those without
  std::set<std::string> formats;     // how the lines were read
};

// How many strange lines are kept.
inline constexpr std::size_t kStrangeLines = 5;

// Adds the lines of a log. `format` nullopt: it is detected. `progress` is told now and then how far the reading is.
// After an error the lines before it are counted. INVALID_ARGUMENT: no format was detected, and nothing is counted.
absl::Status Count(const std::string& file, Input& input, const std::optional<Format>& format,
                   const std::function<void(const Input&)>& progress, LogCounts& counts);

}  // namespace statusmap::cli
