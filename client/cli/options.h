// The command line, parsed.
#pragma once

#include <chrono>
#include <optional>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include "client/cli/log/format.h"
#include "client/cli/run.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::cli {

enum class Command { kLookup, kSearch, kClassify, kRetry, kMap, kCompare, kList, kConventions, kSummarize };

struct Options {
  Command command = Command::kLookup;
  bool json = false;
  std::string server;                            // empty: the embedded catalogue
  std::chrono::milliseconds deadline{2000};      // for one question
  std::vector<std::string> words;                // the codes, the name or the files, as typed; "-": standard input
  bool grpc = false;                             // retry, map, compare: the words are gRPC codes
  bool all = false;                              // map: every convention of the direction, in brief
  v1::AdviseRetryRequest retry;                  // retry: all but the code
  std::vector<std::string> pair;                 // compare: two conventions, or none
  bool brief = false;                            // map: one line for each answer
  std::vector<std::string> conventions;          // map: at least one; "" is the default convention
  v1::SearchStatusesRequest search;              // search
  v1::ListStatusesRequest status_filter;         // list
  v1::ListConventionsRequest convention_filter;  // conventions
  bool ids_only = false;                         // conventions
  v1::SummarizeStatusesRequest summary;          // summarize: whose rules
  std::optional<Format> format;                  // summarize: nullopt is to be detected
};

// The options, or the exit code if there is nothing to run: help and version on `out`, complaints on `err`.
std::variant<Options, int> ParseOptions(int argc, const char* const* argv, const Environment& environment,
                                        std::ostream& out, std::ostream& err);

}  // namespace statusmap::cli
