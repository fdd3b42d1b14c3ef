#include "client/cli/options.h"

#include <CLI/CLI.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/str_join.h"
#include "client/cli/words.h"
#include "google/protobuf/util/time_util.h"

namespace statusmap::cli {
namespace {

// In the order of Command.
constexpr std::array kCommands = {"lookup",  "search", "classify",    "retry",    "map",
                                  "compare", "list",   "conventions", "summarize"};
static_assert(kCommands.size() == static_cast<std::size_t>(Command::kSummarize) + 1);

constexpr char kFooter[] = R"(
Without a server the command answers from the catalogue that it carries. COMMAND --help says more.

Examples:
  statusmap lookup 404 499
  statusmap search TOO_MANY_REQUESTS
  statusmap classify 471 --output json | jq '.[].treated_as'
  statusmap retry 503 --method POST --retry-after 7
  statusmap map 429 503 --convention envoy --convention google-apis
  statusmap map --grpc NOT_FOUND 13
  statusmap compare --pair envoy grpc-gateway
  awk '{print $9}' access.log | sort -u | statusmap classify -
  statusmap summarize access.log access.log.1.gz --convention envoy --against google-apis

Exit codes (the highest that applies; what has an answer is printed in any case):
   0  every question has an answer
   1  the service refused a question or has no answer for it
   2  a flag, a word or the format of a log was not understood
  66  a file could not be read to its end
  69  the server could not be reached, or did not answer in time
  74  the output could not be written

Environment:
  STATUSMAP_SERVER  as --server
  NO_COLOR          if not empty: no colours, which only a terminal gets anyway)";

constexpr char kCommandFooter[] = R"(
--server, --output and --deadline hold here too: see statusmap --help, also for exit codes and examples.)";

// The words of options that become something else: enums, a time.
struct OptionWords {
  std::string status_class;
  std::string origin;
  std::string direction;
  std::string role;
  std::string received_at;
  std::string format = "auto";
};

void AddCodes(CLI::App& command, Options& options, const char* help) {
  command.add_option("CODE", options.words, help)->required()->type_name("");
}

void AddRetry(CLI::App& app, Options& options, OptionWords& option_words) {
  v1::AdviseRetryRequest& question = options.retry;
  auto* retry = app.add_subcommand("retry", "May a request that got this status be sent again, and when?");
  AddCodes(*retry, options, "HTTP statuses, 100 to 999; with --grpc gRPC codes; or - for standard input");
  retry->add_flag("--grpc", options.grpc, "The codes are gRPC codes, by number or name in any case");
  retry->add_option("--method", *question.mutable_method(), "The method of the request, as POST (default: not known)")
      ->type_name("METHOD");
  retry
      ->add_option("--retry-after", *question.mutable_retry_after(),
                   "The Retry-After of the response: seconds, or an HTTP date")
      ->type_name("VALUE");
  retry
      ->add_option("--received-at", option_words.received_at,
                   "When the response came, as 2026-01-31T12:00:00Z; only a Retry-After with a date needs it (default: "
                   "now)")
      ->type_name("TIME");
  retry->add_flag_callback(
      "--idempotency-key", [&question] { question.set_idempotency_key(true); },
      "The request carried an Idempotency-Key");
  retry
      ->add_option_function<std::int32_t>(
          "--attempt", [&question](std::int32_t attempt) { question.set_attempt(attempt); },
          "Which attempt got the status (default: 1, the first)")
      ->type_name("NUMBER");
  retry->add_option("--role", option_words.role, "Who asks: client, proxy (default: client)")->type_name("ROLE");
}

void AddCommands(CLI::App& app, Options& options, OptionWords& option_words, std::int32_t& max_results) {
  auto* lookup = app.add_subcommand("lookup", "What is this HTTP status?");
  AddCodes(*lookup, options, "HTTP statuses, 100 to 599, or - for standard input");
  auto* search = app.add_subcommand("search", "Which HTTP status has this name?");
  search
      ->add_option("WORD", options.words, "A name, a part of one, a constant, or a number; all words are one question")
      ->required()
      ->type_name("");
  search->add_option("--max", max_results, "Show so many matches, up to 100 (default: 10)")->type_name("NUMBER");
  auto* classify = app.add_subcommand("classify", "What kind is this HTTP status? Answers unknown ones too");
  AddCodes(*classify, options, "HTTP statuses, 100 to 999, or - for standard input");
  AddRetry(app, options, option_words);

  auto* map = app.add_subcommand("map", "Which gRPC code does this HTTP status become, or the other way?");
  AddCodes(*map, options,
           "HTTP statuses, 100 to 599; with --grpc gRPC codes; or - for standard input, answered as it comes");
  map->add_flag("--grpc", options.grpc, "The codes are gRPC codes, by number or name in any case");
  map->add_flag("--brief", options.brief, "One line for each answer");
  map->add_option("--convention", options.conventions, "Whose rules; may be given again (default: google-apis)")
      ->type_name("ID")
      ->allow_extra_args(false);  // or it would take the codes behind it
  map->add_flag("--all", options.all, "Every convention, one line for each")->excludes("--convention");

  auto* compare = app.add_subcommand("compare", "Where do conventions disagree?");
  auto* codes =
      compare->add_option("CODE", options.words, "All conventions on these HTTP statuses; or - for standard input");
  codes->type_name("");
  compare->add_flag("--grpc", options.grpc, "The codes are gRPC codes, by number or name in any case");
  compare->add_option("--pair", options.pair, "Two conventions on every code, and what survives there and back")
      ->type_name("ID ID")
      ->expected(2)
      ->excludes(codes);

  auto* list = app.add_subcommand("list", "Which HTTP statuses are there?");
  list->add_option("--class", option_words.status_class, "Only this class: 1xx to 5xx, or its name, as client-error")
      ->type_name("CLASS");
  list->add_option("--origin", option_words.origin, "Only known from here: vendor, registry, de-facto")
      ->type_name("ORIGIN");

  auto* conventions = app.add_subcommand("conventions", "Which conventions are there?");
  conventions->add_option("--direction", option_words.direction, "Only those that map http-to-grpc or grpc-to-http")
      ->type_name("DIRECTION");
  conventions->add_flag("--ids", options.ids_only, "Print the ids alone, one a line");
}

void AddSummarize(CLI::App& app, Options& options, OptionWords& option_words) {
  auto* summarize = app.add_subcommand("summarize", "What happened in these logs, and what would other rules change?");
  summarize->add_option("FILE", options.words, "Logs, gzip or not; - for standard input (default: -)")->type_name("");
  summarize
      ->add_option("--format", option_words.format,
                   "Where a line has its status: combined, nginx (behind the request in quotes), envoy-json "
                   "(response_code), jsonl:FIELD (a field of a JSON object, as jsonl:http.status), column:N (the Nth "
                   "between spaces), or auto: combined or envoy-json by each file's first lines (default: auto)")
      ->type_name("FORMAT");
  summarize->add_option("--convention", *options.summary.mutable_convention(), "Whose rules (default: google-apis)")
      ->type_name("ID");
  summarize->add_option("--against", *options.summary.mutable_against(), "What would change under these rules?")
      ->type_name("ID");
}

// Sets an enum from the word of its option. Returns a complaint, or "".
template <typename Setter>
std::string SetEnum(const char* flag, const std::string& word, const google::protobuf::EnumDescriptor& type,
                    Setter set) {
  if (word.empty()) return "";
  const auto value = EnumOf(type, word);
  if (!value) return std::string(flag) + ": \"" + Printable(word) + "\" is not one of " + WordsOf(type);
  set(*value);
  return "";
}

// Sets the time of receipt: now if no word says otherwise, which the service needs beside a date alone.
std::string SetReceivedAt(const std::string& word, v1::AdviseRetryRequest& question) {
  using google::protobuf::util::TimeUtil;
  if (word.empty()) {
    if (!question.retry_after().empty()) *question.mutable_received_at() = TimeUtil::GetCurrentTime();
    return "";
  }
  if (TimeUtil::FromString(word, question.mutable_received_at())) return "";
  return "--received-at: \"" + Printable(word) + "\" is not a time such as 2026-01-31T12:00:00Z (RFC 3339)";
}

std::string SetEnumsAndTime(const OptionWords& words, Options& options) {
  std::string complaint = SetEnum("--class", words.status_class, *v1::StatusClass_descriptor(), [&](int value) {
    options.status_filter.set_status_class(static_cast<v1::StatusClass>(value));
  });
  if (!complaint.empty()) return complaint + ", or 1xx to 5xx";
  complaint = SetEnum("--origin", words.origin, *v1::Origin_descriptor(),
                      [&](int value) { options.status_filter.set_origin(static_cast<v1::Origin>(value)); });
  if (!complaint.empty()) return complaint;
  complaint = SetEnum("--direction", words.direction, *v1::Direction_descriptor(),
                      [&](int value) { options.convention_filter.set_direction(static_cast<v1::Direction>(value)); });
  if (!complaint.empty()) return complaint;
  complaint = SetEnum("--role", words.role, *v1::Role_descriptor(),
                      [&](int value) { options.retry.set_role(static_cast<v1::Role>(value)); });
  if (!complaint.empty()) return complaint;
  return SetReceivedAt(words.received_at, options.retry);
}

int Complain(std::ostream& err, const std::string& complaint) {
  err << "statusmap: " << complaint << "\nstatusmap: --help says what is allowed\n";
  return kUsage;
}

}  // namespace

std::variant<Options, int> ParseOptions(int argc, const char* const* argv, const Environment& environment,
                                        std::ostream& out, std::ostream& err) {
  Options options;
  options.server = environment.server;
  OptionWords option_words;
  std::int32_t max_results = 0;
  std::string output = "text";
  double deadline = 2;

  CLI::App app("What an HTTP status means, what kind it is, which gRPC code it becomes, and whether to retry.",
               "statusmap");
  app.set_version_flag("--version", "statusmap " STATUSMAP_VERSION, "Print the version and exit");
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.footer(kFooter);
  app.require_subcommand(0, 1);  // none is a complaint of our own, below
  app.fallthrough();             // the flags of all commands may also follow the command
  app.add_option("--server", options.server, "Ask this server, not the embedded catalogue (\"\": embedded)")
      ->type_name("ADDRESS");
  app.add_option("-o,--output", output, "text, or json: an array with one object for each question")
      ->check(CLI::IsMember({"text", "json"}).description(""))
      ->type_name("FORMAT");
  app.add_option("--deadline", deadline, "Wait this long for an answer (default: 2)")
      ->check(CLI::Range(0.001, 86400.0).description(""))
      ->type_name("SECONDS");
  AddCommands(app, options, option_words, max_results);
  AddSummarize(app, options, option_words);
  for (CLI::App* command : app.get_subcommands({})) command->footer(kCommandFooter);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, out, err);
    return Complain(err, error.what());
  }
  if (app.get_subcommands().empty()) {
    return Complain(err, "which command? One of " + absl::StrJoin(kCommands, ", "));
  }
  if (const std::string complaint = SetEnumsAndTime(option_words, options); !complaint.empty())
    return Complain(err, complaint);
  for (std::size_t i = 0; i < kCommands.size(); ++i) {
    if (app.got_subcommand(kCommands[i])) options.command = static_cast<Command>(i);
  }
  if (options.command == Command::kCompare && options.words.empty() && options.pair.empty()) {
    return Complain(err, "compare what? Codes, or --pair and two conventions");
  }
  if (options.command == Command::kSummarize) {
    if (options.words.empty()) options.words.emplace_back("-");
    auto format = FormatOf(option_words.format);
    if (!format.ok()) return Complain(err, "--format: " + Printable(std::string(format.status().message())));
    options.format = *std::move(format);
  }
  options.brief = options.brief || options.all;
  // The names of files may be any bytes.
  const std::string query = options.command == Command::kSummarize ? "" : absl::StrJoin(options.words, " ");
  if (!IsUtf8(query + options.retry.method() + options.retry.retry_after()))
    return Complain(err, "the words are not UTF-8");
  options.search.set_query(query);
  options.search.set_max_results(max_results);
  options.json = output == "json";
  options.deadline = std::chrono::milliseconds(static_cast<std::int64_t>(deadline * 1000));
  if (options.conventions.empty()) options.conventions.emplace_back();
  return options;
}

}  // namespace statusmap::cli
