// What the command says: answers on one stream as text or JSON, complaints on another, and the exit code of it all.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/layout.h"
#include "client/cli/log/count.h"
#include "client/cli/options.h"
#include "client/cli/service.h"

namespace statusmap::cli {

class Report {
 public:
  // All three must outlive the report.
  Report(const Options& options, const Environment& environment, std::ostream& out, std::ostream& err);

  // Prints an answer.
  void Answered(const Answer& answer);

  // Prints what a search found, as a table or as one JSON object. Complains if that is nothing.
  void Found(const v1::SearchStatusesResponse& found);

  // Prints a list as a table, or as one JSON object for each item.
  template <typename Item>
  void Listed(const std::vector<Item>& items);

  // Prints what happened in logs. Complains if there were lines, and none of them had a status.
  void Summarized(const LogCounts& counts, const v1::SummarizeStatusesResponse& summary);

  // Complains about a file of which only so many lines could be read, and leaves an error object. INVALID_ARGUMENT: its
  // format was not recognised.
  void NotRead(const std::string& file, const absl::Status& status, std::int64_t lines);

  // Shows what was printed so far.
  void Flush();

  // Whether the output can still be written.
  bool Writable() const;

  // Complains, and leaves an error object at the place of the answer.
  void Failed(const Question& question, const absl::Status& status);

  // As Failed, for a word that is no code.
  void NotUnderstood(const Question& question);

  // Ends the output. Returns the exit code.
  int End();

 private:
  void Item(const std::string& json_or_text);
  int ConventionWidth() const;
  void Complain(const std::string& complaint);
  void AtLeast(int exit_code);

  const Options& options_;
  const Paper paper_;
  std::ostream& out_;
  std::ostream& err_;
  bool first_ = true;
  int exit_code_ = kAnswered;
};

}  // namespace statusmap::cli
