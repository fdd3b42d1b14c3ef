#include "client/cli/text_summary.h"

#include <vector>

#include "absl/strings/str_join.h"
#include "client/cli/json.h"
#include "client/cli/text_answers.h"
#include "client/cli/text_status.h"
#include "client/cli/words.h"

namespace statusmap::cli {
namespace {

using Rows = std::vector<std::vector<Cell>>;

// "1,234,567"
std::string Grouped(std::int64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

// "12.34 %"; what is there is never shown as nothing, nor what is missing as all.
std::string Percent(std::int64_t count, double share) {
  if (count > 0 && share < 0.00005) return "<0.01 %";
  if (share < 1 && share > 0.99995) return ">99.99 %";
  return Decimal(100 * share, 2) + " %";
}

std::string Counted(std::int64_t count, const char* what) {
  return Grouped(count) + " " + what + (count == 1 ? "" : "s");
}

Cell Number(std::int64_t number) { return {Grouped(number), Ink::kPlain, true}; }

// The share of a message that has one.
template <typename Message>
Cell ShareOf(const Message& message) {
  return {Percent(message.count(), message.share()), Ink::kPlain, true};
}

// A table behind an empty line; nothing if it has no rows.
std::string Section(const Paper& paper, const std::vector<std::string>& header, const Rows& rows) {
  return rows.empty() ? "" : "\n" + Table(paper, header, rows);
}

template <typename Message>
std::string CodeOf(const Message& message) {
  return GrpcText(message.has_grpc_code(), message.grpc_code(), message.grpc_code_name());
}

std::string NameOf(const std::string& asked, const std::string& answered) {
  return Printable(asked == answered ? asked : asked + ", which here means " + answered);
}

// As logs write it, with three digits.
std::string AsInLog(int status) {
  const std::string digits = std::to_string(status);
  return std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
}

std::string Totals(const Paper& paper, const LogCounts& counts, const v1::SummarizeStatusesResponse& summary) {
  Fields fields(paper, paper.Paint(Counted(summary.valid(), "response"), Ink::kBold));
  const std::string formats = counts.formats.empty() ? "" : ", read as " + absl::StrJoin(counts.formats, " and ");
  fields.Add("lines", Printable(Grouped(counts.lines) + formats));
  const std::string warning = paper.Paint("!", Ink::kYellow) + " ";
  if (counts.without_status > 0) fields.Add("", Counted(counts.without_status, "line") + " without a status", warning);
  if (summary.invalid() > 0) {
    std::string numbers;
    for (const int number : summary.invalid_examples()) numbers += " " + AsInLog(number);
    fields.Add("", Counted(summary.invalid(), "line") + " with no HTTP status, but" + numbers, warning);
  }
  fields.Add("retryable", Grouped(summary.retryable()) + " (" +
                              Percent(summary.retryable(), summary.retryable_share()) +
                              ") may be sent again unchanged");
  fields.Add("convention", NameOf(summary.convention(), summary.answered_by()));
  fields.Add("caution", Printable(summary.caution()));
  fields.Add("source", Printable(summary.source()));
  return fields.Text();
}

std::string Classes(const Paper& paper, const v1::SummarizeStatusesResponse& summary) {
  Rows rows;
  for (const auto& row : summary.classes()) {
    rows.push_back(
        {{std::to_string(row.status_class()) + "xx " + TitleOf(row.status_class()), InkOf(row.status_class())},
         Number(row.count()),
         ShareOf(row)});
  }
  return Section(paper, {"CLASS", "RESPONSES", "SHARE"}, rows);
}

std::string Statuses(const Paper& paper, const v1::SummarizeStatusesResponse& summary) {
  Rows rows;
  for (const auto& row : summary.statuses()) {
    rows.push_back({{std::to_string(row.http_status()), Ink::kBold},
                    Number(row.count()),
                    ShareOf(row),
                    {CodeOf(row)},
                    {Printable(row.name())}});
  }
  return Section(paper, {"STATUS", "RESPONSES", "SHARE", "GRPC CODE", "NAME"}, rows);
}

std::string Codes(const Paper& paper, const v1::SummarizeStatusesResponse& summary) {
  Rows rows;
  for (const auto& row : summary.grpc_codes()) {
    rows.push_back({{CodeOf(row)}, Number(row.count()), ShareOf(row)});
  }
  return Section(paper, {"GRPC CODE", "RESPONSES", "SHARE"}, rows);
}

std::string Errors(const Paper& paper, const v1::SummarizeStatusesResponse& summary) {
  if (summary.valid() == 0) return "";
  Rows rows;
  for (const auto& row : summary.errors()) {
    rows.push_back({{Printable(row.by())},
                    {Printable(row.question())},
                    Number(row.count()),
                    ShareOf(row),
                    {row.if_named() == 0 ? "" : "+ " + Grouped(row.if_named()) + " if named"}});
  }
  return Section(paper, {"ERRORS BY", "QUESTION", "ERRORS", "RATIO", ""}, rows);
}

std::string Retries(const Paper& paper, const v1::SummarizeStatusesResponse& summary) {
  Rows rows;
  for (const auto& row : summary.retry_advice()) {
    rows.push_back({Number(row.count()), ShareOf(row), {SentenceOf(row.retry_advice())}});
  }
  return Section(paper, {"RESPONSES", "SHARE", "RETRY"}, rows);
}

std::string ImpactOf(const Paper& paper, const v1::SummarizeStatusesResponse& summary) {
  if (!summary.has_impact()) return "";
  const v1::Impact& impact = summary.impact();
  Fields fields(paper, paper.Paint(Counted(impact.changed(), "response") + " (" +
                                       Percent(impact.changed(), impact.changed_share()) +
                                       ") would get another gRPC code from " + Printable(impact.against()),
                                   Ink::kBold));
  fields.Add("convention", NameOf(impact.against(), impact.answered_by()));
  fields.Add("caution", Printable(impact.caution()));
  fields.Add("source", Printable(impact.source()));
  Rows rows;
  for (const auto& row : impact.changes()) {
    rows.push_back({Number(row.count()),
                    {GrpcText(row.has_from_grpc_code(), row.from_grpc_code(), row.from_grpc_code_name())},
                    {GrpcText(row.has_to_grpc_code(), row.to_grpc_code(), row.to_grpc_code_name())},
                    {absl::StrJoin(row.http_statuses(), " ")}});
  }
  const std::vector<std::string> header{"RESPONSES", Printable(summary.convention()), Printable(impact.against()),
                                        "STATUSES"};
  return "\n" + fields.Text() + (rows.empty() ? "" : Table(paper, header, rows));
}

std::string Strange(const Paper& paper, const LogCounts& counts) {
  if (counts.strange.empty()) return "";
  const std::int64_t more = counts.without_status - static_cast<std::int64_t>(counts.strange.size());
  std::string text =
      "\n" + paper.Paint(Counted(counts.without_status, "line") + " without a status", Ink::kBold) + "\n";
  for (const StrangeLine& line : counts.strange) {
    text += "  " + paper.Paint(Printable(line.file) + ":" + std::to_string(line.number) + ":", Ink::kDim) + " " +
            line.text + "\n";
  }
  return text + (more > 0 ? "  and " + Grouped(more) + " more\n" : "");
}

}  // namespace

std::string TextOf(const Paper& paper, const LogCounts& counts, const v1::SummarizeStatusesResponse& summary) {
  return Totals(paper, counts, summary) + Classes(paper, summary) + Statuses(paper, summary) + Codes(paper, summary) +
         Errors(paper, summary) + Retries(paper, summary) + ImpactOf(paper, summary) + Strange(paper, counts);
}

std::string JsonOf(const LogCounts& counts, const v1::SummarizeStatusesResponse& summary) {
  const auto line_of = [](std::string* out, const StrangeLine& line) {
    *out += "{\"file\":" + Quoted(Utf8(line.file)) + ",\"line\":" + std::to_string(line.number) +
            ",\"text\":" + Quoted(line.text) + "}";
  };
  const auto quoted = [](std::string* out, const std::string& text) { *out += Quoted(text); };
  return "{\"log\":{\"lines\":" + std::to_string(counts.lines) +
         ",\"lines_without_status\":" + std::to_string(counts.without_status) + ",\"first_without_status\":[" +
         absl::StrJoin(counts.strange, ",", line_of) + "],\"formats\":[" + absl::StrJoin(counts.formats, ",", quoted) +
         "]},\"summary\":" + JsonOf(summary) + "}";
}

}  // namespace statusmap::cli
