#include "service/server/options.h"

#include <algorithm>
#include <cctype>
#include <climits>
#include <cstdlib>
#include <ostream>
#include <string_view>

#include <CLI/CLI.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace statusmap::server {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kUsageError = 2;

std::string Text(milliseconds duration) { return absl::FormatDuration(absl::FromChrono(duration)); }

// Adds flags of one application, each with its environment variable: --drain_timeout is STATUSMAP_DRAIN_TIMEOUT.
class Flags {
 public:
  explicit Flags(CLI::App& app) : app_(app) {}

  void Add(const std::string& name, std::string& value, const std::string& help) {
    const CLI::Validator has_port(
        [](std::string& input) -> std::string {
          if (absl::StartsWith(input, "unix:") || absl::StartsWith(input, "unix-abstract:")) return {};
          const std::size_t colon = input.rfind(':');
          int port = -1;
          if (colon != std::string::npos && absl::SimpleAtoi(input.substr(colon + 1), &port) && 0 <= port &&
              port <= 65535) {
            return {};
          }
          return absl::StrCat("\"", input, "\" is not HOST:PORT with a port from 0 to 65535, or unix:/path");
        },
        "");
    CLI::Option* option = app_.add_option("--" + name, value, help);
    option->check(has_port);
    Finish(option, name, "ADDRESS", value);
  }

  void Add(const std::string& name, int& value, int low, int high, const std::string& help) {
    const CLI::Validator in_range(
        [=](std::string& input) -> std::string {
          int number = 0;
          if (absl::SimpleAtoi(input, &number) && low <= number && number <= high) return {};
          return absl::StrCat("\"", input, "\" is not a number from ", low, " to ", high);
        },
        "");
    CLI::Option* option = app_.add_option("--" + name, value, help);
    option->check(in_range);
    Finish(option, name, absl::StrCat("NUMBER ", low, "..", high), absl::StrCat(value));
  }

  void Add(const std::string& name, milliseconds& value, milliseconds low, milliseconds high, const std::string& help) {
    const auto parse = [&value, low, high](const std::string& input) -> std::string {
      absl::Duration duration;
      if (absl::ParseDuration(input, &duration)) {
        const milliseconds whole = absl::ToChronoMilliseconds(duration);
        if (absl::FromChrono(whole) == duration && low <= whole && whole <= high) {
          value = whole;
          return {};
        }
      }
      return absl::StrCat("\"", input, "\" is not a duration from ", Text(low), " to ", Text(high),
                          " in whole milliseconds, with a unit: 500ms, 10s, 5m, 1h");
    };
    CLI::Option* option = app_.add_option(
        "--" + name, [parse](const CLI::results_t& results) { return parse(results.front()).empty(); }, help);
    option->check(parse, "");
    Finish(option, name, absl::StrCat("DURATION ", Text(low), "..", Text(high)), Text(value));
  }

 private:
  static void Finish(CLI::Option* option, const std::string& name, const std::string& type, const std::string& value) {
    option->envname("STATUSMAP_" + absl::AsciiStrToUpper(name));
    option->type_name(type)->default_str(value)->take_last();
  }

  CLI::App& app_;
};

void AddFlags(CLI::App& app, Options& options) {
  Flags flags(app);
  flags.Add("listen_address", options.listen_address, "Where to serve; port 0 picks a free one; unix:/path works too");
  flags.Add("queues", options.queues, 0, 64,
            "Completion queues, one thread each; 0: one for each CPU that may be used");
  flags.Add("max_calls_in_flight", options.max_calls_in_flight, 1, 1'000'000,
            "Calls answered at a time; more get RESOURCE_EXHAUSTED (health checks do not count)");
  flags.Add("max_concurrent_streams", options.max_concurrent_streams, 1, 1'000'000, "Calls at a time for a connection");
  flags.Add("max_request_bytes", options.max_request_bytes, 1024, INT_MAX,
            "Longest request, in bytes; a longer one gets RESOURCE_EXHAUSTED");
  flags.Add("drain_delay", options.drain_delay, milliseconds(0), hours(1),
            "How long SIGTERM still answers new calls while health says NOT_SERVING, so that clients can leave first");
  flags.Add("drain_timeout", options.drain_timeout, milliseconds(0), hours(1),
            "How long SIGTERM then waits for calls in flight");
  flags.Add("max_connection_age", options.max_connection_age, milliseconds(0), hours(24 * 30),
            "Have clients reconnect after this time, give or take a tenth; 0: never");
  flags.Add("max_connection_age_grace", options.max_connection_age_grace, milliseconds(0), hours(1),
            "How long calls may go on after that");
  flags.Add("max_connection_idle", options.max_connection_idle, milliseconds(0), hours(24 * 30),
            "Close connections without calls after this time; 0: never");
  flags.Add("min_ping_interval", options.min_ping_interval, milliseconds(0), hours(1),
            "Clients that send keepalive pings more often are disconnected");
  flags.Add("keepalive_time", options.keepalive_time, seconds(1), hours(24),
            "Ping a quiet connection after this time, to notice dead peers");
  flags.Add("keepalive_timeout", options.keepalive_timeout, seconds(1), hours(1), "How long to wait for the answer");
}

// The variable to blame for an error: that of a flag named in the message that was not on the command line.
std::string BlamedVariable(const CLI::App& app, const std::string& message, int argc, const char* const* argv) {
  for (const CLI::Option* option : app.get_options()) {
    const std::string flag = option->get_name();
    const std::string variable = option->get_envname();
    if (variable.empty() || !message.starts_with(flag + ":") || std::getenv(variable.c_str()) == nullptr) continue;
    const bool given = std::any_of(argv + 1, argv + argc, [&](std::string_view word) {
      return word == flag || word.substr(0, flag.size() + 1) == flag + "=";
    });
    if (!given) return variable;
  }
  return {};
}

}  // namespace

std::variant<Options, Exit> ParseOptions(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  Options options;
  CLI::App app("Answers over gRPC what an HTTP status code means and which gRPC code it becomes.", "statusmap-server");
  app.set_version_flag("--version", "statusmap-server " STATUSMAP_VERSION);
  app.get_formatter()->column_width(44);
  app.footer(
      "A flag beats its environment variable, which beats the default.\n"
      "Exit codes: 0 after SIGTERM or SIGINT, 2 usage, 69 cannot listen, 71 cannot accept connections any more,\n"
      "128 plus the signal's number after a second signal.");
  AddFlags(app, options);
  // Before the rest is read: whoever asks for help may not know yet what is wrong with a flag or a variable.
  const auto asked = [&](std::string_view flag) { return std::find(argv + 1, argv + argc, flag) != argv + argc; };
  if (asked("--help") || asked("-h")) {
    out << app.help();
    return Exit{0};
  }
  if (asked("--version")) {
    out << app.version() << "\n";
    return Exit{0};
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    err << "statusmap-server: " << error.what();
    const std::string variable = BlamedVariable(app, error.what(), argc, argv);
    if (!variable.empty()) err << " (from the environment variable " << variable << ")";
    err << "\nstatusmap-server: --help lists the flags\n";
    return Exit{kUsageError};
  }
  return options;
}

}  // namespace statusmap::server
