// Answers of conventions as text: the parts that map and compare share.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "client/cli/layout.h"
#include "client/cli/words.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::cli {

// "UNAVAILABLE (14)", "code 17" for a code without a name, "no answer" if it is not known.
std::string GrpcText(bool known, int code, const std::string& name);

// "404", "no answer" if it is not known.
std::string HttpText(bool known, int status);

// A gRPC code that was asked about: as GrpcText, or "gRPC code 17 (not defined)".
std::string GrpcQuestionText(bool defined, int code, const std::string& name);

// GrpcText and HttpText for an answer of the contract.
std::string TextOf(const v1::GrpcAnswer& answer);
std::string TextOf(const v1::HttpAnswer& answer);

// Ids in one line.
template <typename Ids>
std::string Joined(const Ids& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + id;
  return Printable(text);
}

// `text` followed, or `number` preceded, by spaces up to a width.
std::string LeftAligned(const std::string& text, int width);
std::string RightAligned(int number, int width);

// One line for each answer, the answers and counts in columns, the ids behind them. Only the first has the label.
template <typename Answers>
void AddAnswers(Fields& fields, std::string_view label, const Answers& answers) {
  int answer_width = 0;
  int count_width = 0;
  for (const auto& answer : answers) {
    answer_width = std::max(answer_width, WidthOf(TextOf(answer)));
    count_width = std::max(count_width, WidthOf(std::to_string(answer.count())));
  }
  for (const auto& answer : answers) {
    const std::string lead = LeftAligned(TextOf(answer), answer_width + 2) + RightAligned(answer.count(), count_width) +
                             (answer.conventions().empty() ? "" : "  ");
    fields.Add(label, Joined(answer.conventions()), lead);
    label = "";
  }
}

}  // namespace statusmap::cli
