#include "client/cli/layout.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace statusmap::cli {
namespace {

constexpr int kIndent = 2;
constexpr int kLabelWidth = 13;
// A narrow terminal gets overlong lines rather than a column of single words.
constexpr int kNarrowest = 24;
constexpr int kWidestColumn = 26;

const char* SequenceOf(Ink ink) {
  switch (ink) {
    case Ink::kPlain:
      return "";
    case Ink::kBold:
      return "\x1b[1m";
    case Ink::kDim:
      return "\x1b[2m";
    case Ink::kRed:
      return "\x1b[31m";
    case Ink::kGreen:
      return "\x1b[32m";
    case Ink::kYellow:
      return "\x1b[33m";
    case Ink::kBlue:
      return "\x1b[34m";
    case Ink::kCyan:
      return "\x1b[36m";
  }
  return "";
}

std::string Spaces(int count) { return std::string(std::max(count, 0), ' '); }

void WrapParagraph(std::string_view text, int width, std::vector<std::string>& lines) {
  std::string line;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (!line.empty() && WidthOf(line) + 1 + WidthOf(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  lines.push_back(std::move(line));
}

// A row of a table with the text of every cell wrapped: one list of lines for each column.
using WrappedRow = std::vector<std::vector<std::string>>;

std::vector<int> WidthsOf(const std::vector<std::string>& header, const std::vector<WrappedRow>& rows) {
  std::vector<int> widths;
  for (std::size_t column = 0; column + 1 < header.size(); ++column) {
    int width = WidthOf(header[column]);
    for (const auto& row : rows) {
      for (const auto& line : row[column]) width = std::max(width, WidthOf(line));
    }
    widths.push_back(width);
  }
  return widths;
}

}  // namespace

std::string Paper::Paint(std::string_view text, Ink ink) const {
  if (!colours || ink == Ink::kPlain || text.empty()) return std::string(text);
  return SequenceOf(ink) + std::string(text) + "\x1b[0m";
}

int WidthOf(std::string_view text) {
  int width = 0;
  bool in_sequence = false;
  for (const unsigned char c : text) {
    if (c == '\x1b') in_sequence = true;
    if (!in_sequence && (c & 0xC0) != 0x80) ++width;  // not a continuation byte of UTF-8
    if (c == 'm') in_sequence = false;
  }
  return width;
}

std::vector<std::string> Wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    WrapParagraph(text.substr(0, end), std::max(width, kNarrowest), lines);
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

Fields::Fields(const Paper& paper, std::string heading) : paper_(paper), text_(std::move(heading) + "\n") {}

void Fields::Add(std::string_view label, std::string_view text, std::string_view lead) {
  if (text.empty() && lead.empty()) return;
  const int left = kIndent + kLabelWidth + WidthOf(lead);
  std::string before =
      Spaces(kIndent) + paper_.Paint(label, Ink::kDim) + Spaces(kLabelWidth - WidthOf(label)) + std::string(lead);
  for (const std::string& line : Wrap(text, paper_.width - left)) {
    std::string whole = before + line;
    whole.erase(whole.find_last_not_of(' ') + 1);
    text_ += whole + "\n";
    before = Spaces(left);
  }
}

std::string Table(const Paper& paper, const std::vector<std::string>& header,
                  const std::vector<std::vector<Cell>>& rows) {
  const std::size_t last = header.size() - 1;
  std::vector<WrappedRow> wrapped;
  for (const auto& row : rows) {
    WrappedRow& columns = wrapped.emplace_back();
    for (std::size_t column = 0; column < last; ++column) columns.push_back(Wrap(row[column].text, kWidestColumn));
  }
  std::vector<int> widths = WidthsOf(header, wrapped);
  const int left = std::accumulate(widths.begin(), widths.end(), static_cast<int>(2 * last));
  // On the right side of the last column there is nothing to keep clear of, unless it is aligned there.
  widths.push_back(0);
  for (const auto& row : rows) {
    if (row[last].right) widths[last] = std::max({widths[last], WidthOf(header[last]), WidthOf(row[last].text)});
  }

  std::string text;
  const auto add_line = [&](std::size_t line, const WrappedRow& columns, auto cell_of) {
    std::string whole;
    for (std::size_t column = 0; column <= last; ++column) {
      const std::string part = line < columns[column].size() ? columns[column][line] : "";
      const auto [ink, right] = cell_of(column);
      const int room = widths[column] - WidthOf(part);
      whole += Spaces(right ? room : 0) + paper.Paint(part, ink);
      if (column < last) whole += Spaces((right ? 0 : room) + 2);
    }
    whole.erase(whole.find_last_not_of(' ') + 1);
    text += whole + "\n";
  };
  WrappedRow titles;
  for (const std::string& title : header) titles.push_back({title});
  add_line(0, titles, [&](std::size_t column) { return std::pair(Ink::kDim, !rows.empty() && rows[0][column].right); });
  for (std::size_t row = 0; row < rows.size(); ++row) {
    wrapped[row].push_back(Wrap(rows[row][last].text, paper.width - left));
    std::size_t height = 0;
    for (const auto& lines : wrapped[row]) height = std::max(height, lines.size());
    for (std::size_t line = 0; line < height; ++line) {
      add_line(line, wrapped[row],
               [&](std::size_t column) { return std::pair(rows[row][column].ink, rows[row][column].right); });
    }
  }
  return text;
}

}  // namespace statusmap::cli
