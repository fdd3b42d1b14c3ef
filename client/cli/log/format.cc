#include "client/cli/log/format.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace statusmap::cli {
namespace {

bool IsBlank(char c) { return c == ' ' || ('\t' <= c && c <= '\r'); }

bool IsDigit(char c) { return '0' <= c && c <= '9'; }

// The next quote behind `opening` that has an even number of backslashes before it.
std::size_t ClosingQuote(std::string_view line, std::size_t opening) {
  std::size_t closing = line.find('"', opening + 1);
  while (closing != std::string_view::npos) {
    std::size_t before = closing;
    while (line[before - 1] == '\\') --before;
    if ((closing - before) % 2 == 0) break;
    closing = line.find('"', closing + 1);
  }
  return closing;
}

absl::Status Refused(std::string_view word, std::string_view why) {
  return absl::InvalidArgumentError("\"" + std::string(word) + "\" " + std::string(why));
}

}  // namespace

int StatusOfDigits(std::string_view text) {
  if (text.empty() || text.size() > 3) return kNoStatus;
  int number = 0;
  for (const char c : text) {
    if (!IsDigit(c)) return kNoStatus;
    number = 10 * number + (c - '0');
  }
  return number;
}

int QuotedRequest::StatusOf(std::string_view line) {
  std::size_t opening = line.find('"');
  while (opening != std::string_view::npos) {
    const std::size_t closing = ClosingQuote(line, opening);
    if (closing == std::string_view::npos || line.size() - closing < 5 || line[closing + 1] != ' ') return kNoStatus;
    const std::string_view behind = line.substr(closing + 2);
    if (behind.front() != '[') {
      if (behind.size() > 3 && !IsBlank(behind[3])) return kNoStatus;
      return StatusOfDigits(behind.substr(0, 3));
    }
    opening = line.find('"', closing + 1);  // this was a user without a name, whom Apache writes as ""
  }
  return kNoStatus;
}

int Column::StatusOf(std::string_view line) const {
  std::size_t begin = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < number_; ++i) {
    begin = end;
    while (begin < line.size() && IsBlank(line[begin])) ++begin;
    if (begin == line.size()) return kNoStatus;
    end = begin;
    while (end < line.size() && !IsBlank(line[end])) ++end;
  }
  return StatusOfDigits(line.substr(begin, end - begin));
}

absl::StatusOr<std::optional<Format>> FormatOf(std::string_view word) {
  const std::size_t colon = word.find(':');
  const std::string_view kind = word.substr(0, colon);
  const bool has_detail = colon != std::string_view::npos;
  const std::string detail(has_detail ? word.substr(colon + 1) : "");
  const std::string name(word);
  if (kind == "jsonl") {
    const std::string dotted = "." + detail + ".";
    if (dotted.find("..") != std::string::npos)
      return Refused(word, "needs a field, as jsonl:status or jsonl:http.status");
    return Format{name, JsonLine(detail)};
  }
  if (kind == "column") {
    std::size_t number = 0;
    const char* const end = detail.data() + detail.size();
    const auto [stop, error] = std::from_chars(detail.data(), end, number);
    if (error != std::errc() || stop != end || number == 0 || number > 1'000'000) {
      return Refused(word, "needs the number of a column, from 1 to 1000000, as column:9");
    }
    return Format{name, Column(number)};
  }
  if (!has_detail && word == "auto") return std::nullopt;
  if (!has_detail && (word == "combined" || word == "nginx")) return Format{name, QuotedRequest()};
  if (!has_detail && word == "envoy-json") return Format{name, JsonLine("response_code")};
  return Refused(word, "is not one of " + std::string(kFormats));
}

absl::StatusOr<Format> Detect(std::string_view lines) {
  JsonLine envoy("response_code");
  bool json = false;
  for (int i = 0; i < 100 && !lines.empty(); ++i) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (line.starts_with('{')) {
      json = true;
      if (envoy.StatusOf(line) != kNoStatus) return Format{"envoy-json", std::move(envoy)};
    } else if (QuotedRequest::StatusOf(line) != kNoStatus) {
      return Format{"combined", QuotedRequest()};
    }
  }
  return absl::InvalidArgumentError(std::string("has no line with a status that is known without being told: ") +
                                    (json ? "name the field of its JSON with --format jsonl:FIELD"
                                          : "name its format with --format, one of " + std::string(kFormats)));
}

}  // namespace statusmap::cli
