#include "client/cli/run.h"

#include <utility>
#include <variant>
#include <vector>

#include "client/cli/ask.h"
#include "client/cli/options.h"
#include "client/cli/report.h"
#include "client/cli/service.h"
#include "client/cli/summarize.h"
#include "client/cli/word_source.h"
#include "client/cli/words.h"

namespace statusmap::cli {
namespace {

// Asks about every word, and about those of standard input as soon as they are there.
void AskAll(const Options& options, Service& service, std::istream& in, Report& report) {
  Asker asker(options, service, report);
  WordSource words(options.words, in);
  const auto pause = [&asker] { asker.Pause(); };
  // An output that is gone makes every further word useless, and their number may have no end.
  while (report.Writable()) {
    const auto word = words.Next(pause);
    if (!word) break;
    asker.Ask(*word);
  }
  asker.Pause();
}

void AskPair(const Options& options, Service& service, Report& report) {
  const std::string& one = options.pair[0];
  const std::string& other = options.pair[1];
  const Question question{one + " " + other, 0, one, other};
  const auto answer = service.Ask(options, question);
  if (!answer.ok()) return report.Failed(question, answer.status());
  report.Answered(*answer);
}

void Search(const Options& options, Service& service, Report& report) {
  const auto found = service.Search(options.search);
  if (!found.ok()) return report.Failed({options.search.query(), {}, ""}, found.status());
  report.Found(*found);
}

template <typename Filter>
void List(const Filter& filter, Service& service, Report& report) {
  const auto items = service.List(filter);
  if (!items.ok()) return report.Failed({}, items.status());
  report.Listed(*items);
}

// Has every convention asked that maps in the direction of the question, for --all.
absl::Status AskAllConventions(Service& service, Options& options) {
  v1::ListConventionsRequest filter;
  filter.set_direction(options.grpc ? v1::DIRECTION_GRPC_TO_HTTP : v1::DIRECTION_HTTP_TO_GRPC);
  const auto conventions = service.List(filter);
  if (!conventions.ok()) return conventions.status();
  options.conventions.clear();
  for (const v1::Convention& convention : *conventions) options.conventions.push_back(convention.id());
  return absl::OkStatus();
}

// The ids alone, for completion and loops of a shell.
void ListIds(const Options& options, Service& service, std::ostream& out, Report& report) {
  const auto conventions = service.List(options.convention_filter);
  if (!conventions.ok()) return report.Failed({}, conventions.status());
  for (const v1::Convention& convention : *conventions) out << Printable(convention.id()) << "\n";
}

}  // namespace

int Run(int argc, const char* const* argv, std::istream& in, std::ostream& out, std::ostream& err,
        const Environment& environment) {
  auto parsed = ParseOptions(argc, argv, environment, out, err);
  if (const auto* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  auto options = std::get<Options>(std::move(parsed));
  Service service(options.server, options.deadline);
  Report report(options, environment, out, err);
  if (options.all) {
    if (const absl::Status status = AskAllConventions(service, options); !status.ok()) {
      report.Failed({}, status);
      return report.End();
    }
  }
  if (options.command == Command::kSearch) {
    Search(options, service, report);
  } else if (options.command == Command::kList) {
    List(options.status_filter, service, report);
  } else if (options.command == Command::kConventions && options.ids_only && !options.json) {
    ListIds(options, service, out, report);
  } else if (options.command == Command::kConventions) {
    List(options.convention_filter, service, report);
  } else if (options.command == Command::kSummarize) {
    Summarize(options, environment, service, in, err, report);
  } else if (!options.pair.empty()) {
    AskPair(options, service, report);
  } else {
    AskAll(options, service, in, report);
  }
  return report.End();
}

}  // namespace statusmap::cli
