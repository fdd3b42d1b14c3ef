// What map and conventions print.
#include <algorithm>

#include "client/cli/text.h"
#include "client/cli/text_answers.h"
#include "client/cli/words.h"

namespace statusmap::cli {
namespace {

// The lines under the heading, the same for both directions.
template <typename Mapping>
void AddProvenance(Fields& fields, const Mapping& mapping) {
  const bool alias = mapping.answered_by() != mapping.convention();
  fields.Add("convention", Printable(alias ? mapping.convention() + ", which here means " + mapping.answered_by()
                                           : mapping.convention()));
  fields.Add("rule", Printable(mapping.rule()));
  fields.Add("note", Printable(mapping.note()));
  fields.Add("caution", Printable(mapping.caution()));
  fields.Add("source", Printable(mapping.source()));
  const std::string count = std::to_string(mapping.agreeing()) + " of " + std::to_string(mapping.others());
  const auto& agreeing = mapping.agreeing_conventions();
  fields.Add("agree", Joined(agreeing), count + (agreeing.empty() ? " other conventions" : "  "));
  AddAnswers(fields, "disagree", mapping.other_answers());
}

std::string Arrow(const Paper& paper, const std::string& from, const std::string& to, bool answered) {
  return paper.Paint(from, Ink::kBold) + " -> " + paper.Paint(to, answered ? Ink::kGreen : Ink::kYellow);
}

// What became what.
std::string HeadingOf(const Paper& paper, const v1::MapHttpStatusResponse& answer) {
  return Arrow(paper, std::to_string(answer.http_status()),
               GrpcText(answer.has_grpc_code(), answer.grpc_code(), answer.grpc_code_name()), answer.has_grpc_code());
}

std::string HeadingOf(const Paper& paper, const v1::MapGrpcCodeResponse& answer) {
  return Arrow(paper, GrpcQuestionText(!answer.grpc_code_undefined(), answer.grpc_code(), answer.grpc_code_name()),
               HttpText(answer.has_http_status(), answer.http_status()), answer.has_http_status());
}

// Where a convention maps, and who answers if it is an alias.
std::string SummaryOf(const v1::Convention& convention) {
  std::string text = convention.summary();
  if (!convention.http_to_grpc_alias_of().empty()) text += "; http-to-grpc: " + convention.http_to_grpc_alias_of();
  if (!convention.grpc_to_http_alias_of().empty()) text += "; grpc-to-http: " + convention.grpc_to_http_alias_of();
  return Printable(text);
}

// Whether all of its directions were run, some, or none.
std::string EvidenceOf(const v1::Convention& convention) {
  const auto& verifications = convention.verifications();
  const auto observed = std::count_if(verifications.begin(), verifications.end(), [](const auto& verification) {
    return verification.evidence() == v1::EVIDENCE_OBSERVED;
  });
  if (observed == 0) return "read";
  return observed == verifications.size() ? "observed" : "observed, read";
}

std::string DirectionsOf(const v1::Convention& convention) {
  if (convention.directions_size() > 1) return "both";
  std::string text;
  for (const int direction : convention.directions()) text += WordOf(*v1::Direction_descriptor(), direction);
  return text;
}

}  // namespace

std::string TextOf(const Paper& paper, const v1::MapHttpStatusResponse& answer) {
  Fields fields(paper, HeadingOf(paper, answer));
  AddProvenance(fields, answer);
  return fields.Text();
}

std::string TextOf(const Paper& paper, const v1::MapGrpcCodeResponse& answer) {
  Fields fields(paper, HeadingOf(paper, answer));
  AddProvenance(fields, answer);
  return fields.Text();
}

std::string BriefOf(const Paper& paper, const v1::MapHttpStatusResponse& answer, int convention_width) {
  return LeftAligned(Printable(answer.convention()), convention_width) + "  " + HeadingOf(paper, answer);
}

std::string BriefOf(const Paper& paper, const v1::MapGrpcCodeResponse& answer, int convention_width) {
  return LeftAligned(Printable(answer.convention()), convention_width) + "  " + HeadingOf(paper, answer);
}

std::string TextOf(const Paper& paper, const std::vector<v1::Convention>& conventions) {
  std::vector<std::vector<Cell>> rows;
  rows.reserve(conventions.size());
  for (const v1::Convention& convention : conventions) {
    rows.push_back({{Printable(convention.id()), Ink::kBold},
                    {DirectionsOf(convention)},
                    {EvidenceOf(convention)},
                    {SummaryOf(convention)}});
  }
  return Table(paper, {"ID", "DIRECTIONS", "EVIDENCE", "WHAT IT IS"}, rows);
}

}  // namespace statusmap::cli
