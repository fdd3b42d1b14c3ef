// The `statusmap` command as a function of its arguments and streams, so that tests run it without a process.
#pragma once

#include <istream>
#include <ostream>
#include <string>

namespace statusmap::cli {

// What the command wants to know of the place where it runs.
struct Environment {
  bool out_is_terminal = false;  // colours, unless no_color
  bool no_color = false;         // NO_COLOR is set and not empty (no-color.org), or the terminal is a dumb one
  bool err_can_wipe = false;     // complaints go to a terminal that can wipe a line, so progress can be shown
  int columns = 100;             // text is wrapped at this width, or at 100 if that is less
  // STATUSMAP_SERVER; empty: the embedded catalogue. The braces keep designated initializers free of warnings.
  std::string server{};  // NOLINT(readability-redundant-member-init)
};

// Exit codes, also in --help. The highest that applies wins; what has an answer is printed in any case.
inline constexpr int kAnswered = 0;      // every question has an answer
inline constexpr int kNoAnswer = 1;      // the service refused a question or has no answer
inline constexpr int kUsage = 2;         // a flag or a word was not understood
inline constexpr int kBadInput = 66;     // a file could not be read to its end (EX_NOINPUT of sysexits.h)
inline constexpr int kUnreachable = 69;  // UNAVAILABLE or DEADLINE_EXCEEDED (EX_UNAVAILABLE)
inline constexpr int kNotWritten = 74;   // the output could not be written (EX_IOERR)

// Runs the command and returns its exit code. Answers go to `out`, complaints to `err`; `in` is read for the word "-".
//   Run(3, {"statusmap", "lookup", "404"}, std::cin, std::cout, std::cerr, {})
int Run(int argc, const char* const* argv, std::istream& in, std::ostream& out, std::ostream& err,
        const Environment& environment);

}  // namespace statusmap::cli
