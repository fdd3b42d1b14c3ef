#include "client/cli/report.h"

#include <algorithm>
#include <type_traits>

#include "client/cli/json.h"
#include "client/cli/text.h"
#include "client/cli/text_summary.h"
#include "client/cli/words.h"
#include "statusmap/errors.h"

namespace statusmap::cli {
namespace {

constexpr int kWidest = 100;

bool IsUnreachable(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

// Whether its codes are 100 to 999, not only 100 to 599.
bool IsForThreeDigits(Command command) { return command == Command::kClassify || command == Command::kRetry; }

// Whether its codes may be gRPC codes.
bool TakesGrpc(Command command) {
  return command == Command::kRetry || command == Command::kMap || command == Command::kCompare;
}

// What to type next, where an error has an obvious continuation.
std::string HintFor(const Options& options, const Question& question, const std::string& reason) {
  if (reason == "HTTP_STATUS_UNKNOWN") return "try: statusmap classify " + question.word;
  if (reason == "CONVENTION_UNKNOWN") return "try: statusmap conventions";
  if (reason == "DIRECTION_NOT_COVERED") {
    return std::string("try: statusmap conventions --direction ") + (options.grpc ? "grpc-to-http" : "http-to-grpc");
  }
  return "";
}

template <typename Message>
constexpr bool kIsMapping =
    std::is_same_v<Message, v1::MapHttpStatusResponse> || std::is_same_v<Message, v1::MapGrpcCodeResponse>;

}  // namespace

Report::Report(const Options& options, const Environment& environment, std::ostream& out, std::ostream& err)
    : options_(options),
      paper_{std::min(environment.columns, kWidest), environment.out_is_terminal && !environment.no_color},
      out_(out),
      err_(err) {}

void Report::Item(const std::string& json_or_text) {
  if (options_.json) {
    out_ << (first_ ? "[\n" : ",\n") << json_or_text;
  } else {
    out_ << (first_ ? "" : "\n") << json_or_text;
  }
  first_ = false;
}

// The width of the longest convention asked for.
int Report::ConventionWidth() const {
  int width = 0;
  for (const std::string& id : options_.conventions) width = std::max(width, WidthOf(id));
  return width;
}

void Report::Answered(const Answer& answer) {
  const auto print = [&](const auto& message) {
    if (options_.json) {
      Item(JsonOf(message));
    } else if constexpr (kIsMapping<std::decay_t<decltype(message)>>) {
      if (options_.brief) {
        out_ << BriefOf(paper_, message, ConventionWidth()) << "\n";
      } else {
        Item(TextOf(paper_, message));
      }
    } else {
      Item(TextOf(paper_, message));
    }
  };
  std::visit(print, answer);
}

void Report::Found(const v1::SearchStatusesResponse& found) {
  if (options_.json) {
    Item(JsonOf(found));
  } else if (!found.matches().empty()) {
    Item(TextOf(paper_, found));
  }
  if (!found.matches().empty()) return;
  AtLeast(kNoAnswer);
  Complain("\"" + Printable(options_.search.query()) + "\" is like no name of a status");
}

template <typename T>
void Report::Listed(const std::vector<T>& items) {
  if (!options_.json) return Item(TextOf(paper_, items));
  for (const T& item : items) Item(JsonOf(item));
}
template void Report::Listed(const std::vector<v1::Status>& items);
template void Report::Listed(const std::vector<v1::Convention>& items);

void Report::Summarized(const LogCounts& counts, const v1::SummarizeStatusesResponse& summary) {
  Item(options_.json ? JsonOf(counts, summary) : TextOf(paper_, counts, summary));
  if (counts.lines == 0 || counts.without_status < counts.lines) return;
  AtLeast(kNoAnswer);
  Complain("no line has a status; --format says where it stands");
}

void Report::NotRead(const std::string& file, const absl::Status& status, std::int64_t lines) {
  AtLeast(absl::IsInvalidArgument(status) ? kUsage : kBadInput);
  const std::string read = lines == 0 ? "" : "; the " + std::to_string(lines) + " lines before that are counted";
  Complain(Printable(file + " " + std::string(status.message()) + read));
  if (options_.json) Item(JsonOf(Utf8(file), status));
}

void Report::Flush() { out_.flush(); }

bool Report::Writable() const { return static_cast<bool>(out_); }

void Report::Complain(const std::string& complaint) {
  out_.flush();  // so that on a terminal the complaint comes after the answers before it
  err_ << "statusmap: " << complaint << "\n";
}

void Report::AtLeast(int exit_code) { exit_code_ = std::max(exit_code_, exit_code); }

void Report::Failed(const Question& question, const absl::Status& status) {
  AtLeast(IsUnreachable(status) ? kUnreachable : kNoAnswer);
  const std::string reason = DetailsOf(status).value_or(ErrorDetails{}).reason;
  std::string complaint = question.word + (question.word.empty() ? "" : ": ") + std::string(status.message()) + " (";
  complaint += absl::StatusCodeToString(status.code()) + (reason.empty() ? "" : ", " + reason) + ")";
  if (IsUnreachable(status) && !options_.server.empty()) complaint = "server " + options_.server + ": " + complaint;
  Complain(Printable(complaint));
  if (const std::string hint = HintFor(options_, question, reason); !hint.empty()) Complain(hint);
  if (options_.json) Item(JsonOf(question.word, status));
}

void Report::NotUnderstood(const Question& question) {
  AtLeast(kUsage);
  const std::string allowed = options_.grpc ? "a number from 0 to 16, or a name such as NOT_FOUND"
                              : IsForThreeDigits(options_.command) ? "an integer from 100 to 999"
                                                                   : "an integer from 100 to 599";
  const bool is_grpc_name = TakesGrpc(options_.command) && !options_.grpc && GrpcCodeOf(question.word);
  const auto status = absl::InvalidArgumentError("\"" + Printable(question.word) + "\" is not a" +
                                                 (options_.grpc ? " gRPC code" : "n HTTP status") + "; expected " +
                                                 allowed + (is_grpc_name ? " (gRPC codes need --grpc)" : ""));
  Complain(std::string(status.message()));
  if (options_.json) Item(JsonOf(question.word, status));
}

int Report::End() {
  if (options_.json) out_ << (first_ ? "[]\n" : "\n]\n");
  out_.flush();
  if (!out_) {
    Complain("the output could not be written");
    AtLeast(kNotWritten);
  }
  return exit_code_;
}

}  // namespace statusmap::cli
