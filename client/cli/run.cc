#include "client/cli/run.h"

#include <variant>
#include <vector>

#include "client/cli/options.h"
#include "client/cli/report.h"
#include "client/cli/service.h"
#include "client/cli/words.h"

namespace statusmap::cli {
namespace {

// The words with "-" replaced by those of standard input.
std::vector<std::string> AllWords(const Options& options, std::istream& in) {
  std::vector<std::string> words;
  for (const std::string& word : options.words) {
    if (word != "-") {
      words.push_back(word);
      continue;
    }
    for (std::string read; in >> read;) words.push_back(read);
  }
  return words;
}

// One question for each word, for `map` one for each convention too.
std::vector<Question> QuestionsOf(const Options& options, std::istream& in) {
  std::vector<Question> questions;
  if (!options.pair.empty()) return {{options.pair[0] + " " + options.pair[1], 0, options.pair[0], options.pair[1]}};
  for (const std::string& word : AllWords(options, in)) {
    const auto code = options.grpc ? GrpcCodeOf(word) : IntegerOf(word);
    for (const std::string& convention : options.conventions) questions.push_back({word, code, convention});
  }
  return questions;
}

void AskAll(const Options& options, const std::vector<Question>& questions, Service& service, Report& report) {
  absl::Status unreachable;
  for (const Question& question : questions) {
    if (!question.code) {
      report.NotUnderstood(question);
    } else if (!unreachable.ok()) {
      // The client has retried already: to wait again for each of many questions helps nobody.
      report.Failed(question, unreachable);
    } else if (const auto answer = service.Ask(options, question); answer.ok()) {
      report.Answered(*answer);
    } else {
      report.Failed(question, answer.status());
      if (absl::IsUnavailable(answer.status()) || absl::IsDeadlineExceeded(answer.status())) {
        unreachable = answer.status();
      }
    }
  }
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
  const auto parsed = ParseOptions(argc, argv, environment, out, err);
  if (const auto* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  auto options = std::get<Options>(parsed);
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
  } else {
    AskAll(options, QuestionsOf(options, in), service, report);
  }
  return report.End();
}

}  // namespace statusmap::cli
