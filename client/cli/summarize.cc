#include "client/cli/summarize.h"

#include "client/cli/log/count.h"
#include "client/cli/log/input.h"
#include "client/cli/log/progress.h"
#include "client/cli/words.h"

namespace statusmap::cli {
namespace {

// False if it could not be read to its end.
bool CountFile(const Options& options, const std::string& file, std::istream& in, Progress& progress, Report& report,
               LogCounts& counts) {
  const std::string name = file == "-" ? "standard input" : file;
  const std::int64_t before = counts.lines;
  const auto input = OpenLog(file, in);
  absl::Status status = input.status();
  if (input.ok()) {
    const auto show = [&](const Input& read) { progress.Show(Printable(name), read.taken(), read.size()); };
    status = Count(name, **input, options.format, show, counts);
    progress.Clear();
  }
  if (!status.ok()) report.NotRead(name, status, counts.lines - before);
  return status.ok();
}

}  // namespace

void Summarize(const Options& options, const Environment& environment, Service& service, std::istream& in,
               std::ostream& err, Report& report) {
  v1::SummarizeStatusesRequest request = options.summary;
  // A wrong convention or a server that is not there shows before a long reading.
  if (const auto nothing = service.Summarize(request); !nothing.ok()) return report.Failed({}, nothing.status());
  Progress progress(err, environment.err_can_wipe, environment.columns);
  LogCounts counts;
  bool all = true;
  for (const std::string& file : options.words) all = CountFile(options, file, in, progress, report, counts) && all;
  if (!all && counts.lines == 0) return;  // an answer about nothing would hide that nothing was read
  for (int status = 0; const std::int64_t count : counts.statuses) {
    if (count > 0) {
      request.add_http_statuses(status);
      request.add_weights(count);
    }
    ++status;
  }
  const auto summary = service.Summarize(request);
  if (!summary.ok()) return report.Failed({}, summary.status());
  report.Summarized(counts, *summary);
}

}  // namespace statusmap::cli
