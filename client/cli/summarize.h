// The command `summarize`: logs are counted here, and the service says what the counts mean.
#pragma once

#include <istream>
#include <ostream>

#include "client/cli/options.h"
#include "client/cli/report.h"
#include "client/cli/run.h"
#include "client/cli/service.h"

namespace statusmap::cli {

void Summarize(const Options& options, const Environment& environment, Service& service, std::istream& in,
               std::ostream& err, Report& report);

}  // namespace statusmap::cli
