// What compare prints.
#include <string>
#include <vector>

#include "client/cli/text.h"
#include "client/cli/text_answers.h"

namespace statusmap::cli {
namespace {

// Codes, what the one convention made of them, and what became of them elsewhere: a difference, or a loss on a round
// trip. Neighbours with the same two answers share a line.
struct Line {
  std::string first;
  std::string last;
  std::string one;
  std::string other;
};

void AddLine(std::vector<Line>& lines, const std::string& code, bool neighbour, const std::string& one,
             const std::string& other) {
  if (neighbour && !lines.empty() && lines.back().one == one && lines.back().other == other) {
    lines.back().last = code;
  } else {
    lines.push_back({code, code, one, other});
  }
}

std::vector<Line> LinesOf(const v1::HttpDifferences& differences) {
  std::vector<Line> lines;
  int before = 0;
  for (const auto& d : differences.differences()) {
    AddLine(lines, std::to_string(d.http_status()), d.http_status() == before + 1,
            GrpcText(d.has_grpc_code(), d.grpc_code(), d.grpc_code_name()),
            GrpcText(d.has_other_grpc_code(), d.other_grpc_code(), d.other_grpc_code_name()));
    before = d.http_status();
  }
  return lines;
}

std::vector<Line> LinesOf(const v1::GrpcDifferences& differences) {
  std::vector<Line> lines;
  for (const auto& d : differences.differences()) {
    AddLine(lines, GrpcText(true, d.grpc_code(), d.grpc_code_name()), false,
            HttpText(d.has_http_status(), d.http_status()), HttpText(d.has_other_http_status(), d.other_http_status()));
  }
  return lines;
}

std::vector<Line> LinesOf(const v1::HttpRoundTrip& trip) {
  std::vector<Line> lines;
  int before = 0;
  for (const auto& loss : trip.lost()) {
    AddLine(lines, std::to_string(loss.http_status()), loss.http_status() == before + 1,
            GrpcText(loss.has_via_grpc_code(), loss.via_grpc_code(), loss.via_grpc_code_name()),
            HttpText(loss.has_returned_http_status(), loss.returned_http_status()));
    before = loss.http_status();
  }
  return lines;
}

std::vector<Line> LinesOf(const v1::GrpcRoundTrip& trip) {
  std::vector<Line> lines;
  for (const auto& loss : trip.lost()) {
    AddLine(lines, GrpcText(true, loss.grpc_code(), loss.grpc_code_name()), false,
            HttpText(loss.has_via_http_status(), loss.via_http_status()),
            GrpcText(loss.has_returned_grpc_code(), loss.returned_grpc_code(), loss.returned_grpc_code_name()));
  }
  return lines;
}

// A block: a heading, and a table of codes.
std::string Block(const Paper& paper, const std::string& heading, const std::vector<std::string>& header,
                  const std::vector<Line>& lines) {
  std::string text = paper.Paint(heading, Ink::kBold) + "\n";
  if (lines.empty()) return text;
  std::vector<std::vector<Cell>> rows;
  for (const Line& line : lines) {
    const std::string codes = line.first == line.last ? line.first : line.first + "-" + line.last;
    rows.push_back({{codes}, {line.one}, {line.other}});
  }
  return text + Table(paper, header, rows);
}

std::string CountOf(int part, int whole) { return std::to_string(part) + " of " + std::to_string(whole); }

std::string TextOfPair(const Paper& paper, const v1::PairComparison& pair) {
  const std::string one = Printable(pair.convention());
  const std::string other = Printable(pair.other_convention());
  std::vector<std::string> blocks;
  if (pair.has_http_differences()) {
    const auto& part = pair.http_differences();
    blocks.push_back(
        Block(paper, CountOf(part.differences_size(), part.compared()) + " HTTP statuses become different gRPC codes",
              {"HTTP", one, other}, LinesOf(part)));
  }
  if (pair.has_grpc_differences()) {
    const auto& part = pair.grpc_differences();
    blocks.push_back(
        Block(paper, CountOf(part.differences_size(), part.compared()) + " gRPC codes become different HTTP statuses",
              {"GRPC", one, other}, LinesOf(part)));
  }
  if (pair.has_http_round_trip()) {
    const auto& trip = pair.http_round_trip();
    blocks.push_back(Block(
        paper, CountOf(trip.kept(), trip.sent()) + " HTTP statuses survive to gRPC by " + one + " and back by " + other,
        {"HTTP", "VIA", "COMES BACK AS"}, LinesOf(trip)));
  }
  if (pair.has_grpc_round_trip()) {
    const auto& trip = pair.grpc_round_trip();
    blocks.push_back(Block(
        paper, CountOf(trip.kept(), trip.sent()) + " gRPC codes survive to HTTP by " + one + " and back by " + other,
        {"GRPC", "VIA", "COMES BACK AS"}, LinesOf(trip)));
  }
  if (blocks.empty()) return one + " and " + other + " map in no common direction, and not there and back\n";
  std::string text;
  for (const std::string& block : blocks) text += (text.empty() ? "" : "\n") + block;
  return text;
}

}  // namespace

std::string TextOf(const Paper& paper, const v1::CompareConventionsResponse& answer) {
  if (answer.has_by_pair()) return TextOfPair(paper, answer.by_pair());
  if (answer.has_by_grpc_code()) {
    const v1::GrpcCodeComparison& comparison = answer.by_grpc_code();
    Fields fields(paper, paper.Paint(GrpcText(true, comparison.grpc_code(), comparison.grpc_code_name()), Ink::kBold));
    AddAnswers(fields, "answers", comparison.answers());
    return fields.Text();
  }
  const v1::HttpStatusComparison& comparison = answer.by_http_status();
  Fields fields(paper, paper.Paint(std::to_string(comparison.http_status()), Ink::kBold));
  AddAnswers(fields, "answers", comparison.answers());
  for (const v1::School& school : comparison.schools()) {
    fields.Add("school", Printable(school.id() + ": " + school.summary()));
    for (const v1::GrpcAnswer& group : school.answers())
      fields.Add("", cli::TextOf(group), std::to_string(group.count()) + "  ");
  }
  return fields.Text();
}

}  // namespace statusmap::cli
