// Where a line of a log has its status.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/statusor.h"
#include "client/cli/log/json_line.h"

namespace statusmap::cli {

// What the parsers give for a line without a status.
inline constexpr int kNoStatus = -1;

// The number that is written with one to three digits; kNoStatus for all other text. "000" and "0" are 0: a line says
// by it that no response was sent.
int StatusOfDigits(std::string_view text);

// Apache's "common" and "combined", and nginx's "combined": the first field behind the request, which is the first text
// in double quotes. A quote inside is escaped: \" by Apache, \x22 by nginx.
class QuotedRequest {
 public:
  static int StatusOf(std::string_view line);
};

// The Nth of the fields between spaces and tabs, from 1.
class Column {
 public:
  explicit Column(std::size_t number) : number_(number) {}
  int StatusOf(std::string_view line) const;

 private:
  std::size_t number_;
};

using LineParser = std::variant<QuotedRequest, Column, JsonLine>;

// A way to read lines, and its name as --format takes it.
struct Format {
  std::string name;
  LineParser parser;
};

// The words of --format, for messages.
inline constexpr std::string_view kFormats = "auto, combined, nginx, envoy-json, jsonl:FIELD, column:N";

// nullopt: "auto". An error says what is allowed.
absl::StatusOr<std::optional<Format>> FormatOf(std::string_view word);

// The format of lines: combined or envoy-json, whichever is the first to find a status in one of the first hundred. An
// error if neither does.
absl::StatusOr<Format> Detect(std::string_view lines);

}  // namespace statusmap::cli
