// Asks about words one after the other, as they come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/options.h"
#include "client/cli/report.h"
#include "client/cli/service.h"

namespace statusmap::cli {

// Every word is answered in its place. Where the answer is one line with a code, many words are asked at once: by batch
// after batch, each of which has the deadline and the retries of a call, rather than by a stream, which would end with
// the one server that it is bound to.
class Asker {
 public:
  // All must outlive it.
  Asker(const Options& options, Service& service, Report& report);

  // A word, for `map` asked of each convention. It may be answered later, with others.
  void Ask(const std::string& word);

  // Answers all words so far and shows what there is, because nothing more comes for now.
  void Pause();

 private:
  // A word, and the code that it is.
  struct Word {
    std::string text;
    std::optional<std::int32_t> code;
  };

  void AskOne(const Question& question);
  void AskMany();
  void NoteUnreachable(const absl::Status& status);

  const Options& options_;
  Service& service_;
  Report& report_;
  const bool in_bulk_;
  std::vector<Word> waiting_;
  absl::Status unreachable_;
};

}  // namespace statusmap::cli
