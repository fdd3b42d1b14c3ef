// What summarize prints.
#pragma once

#include <string>

#include "client/cli/layout.h"
#include "client/cli/log/count.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::cli {

// Totals, then a table for each way to count; last the lines without a status.
std::string TextOf(const Paper& paper, const LogCounts& counts, const v1::SummarizeStatusesResponse& summary);

// {"log": {"lines", "lines_without_status", "first_without_status": [{"file", "line", "text"}], "formats"},
// "summary": the message}.
std::string JsonOf(const LogCounts& counts, const v1::SummarizeStatusesResponse& summary);

}  // namespace statusmap::cli
