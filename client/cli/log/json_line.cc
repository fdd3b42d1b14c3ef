#include "client/cli/log/json_line.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <cstdint>
#include <vector>

#include "absl/strings/str_split.h"
#include "client/cli/log/format.h"

namespace statusmap::cli {
namespace {

// Iterative, so that brackets without end cost memory alone; numbers as they are written, so that 200.0 is not 200; the
// encoding unchecked, because logs hold bytes as they came.
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;

// Follows a path of names through the events of a parser.
class Finder {
 public:
  explicit Finder(const std::string& field) : whole_(field), path_(absl::StrSplit(field, '.')) {}

  void Begin() {
    depth_ = matched_ = 0;
    at_field_ = at_object_ = false;
    status_ = kNoStatus;
  }

  int status() const { return status_; }

  // The events, with the names that the parser demands. All are true: go on.
  bool Null() { return Scalar(""); }
  bool Bool(bool /*value*/) { return Scalar(""); }
  bool Int(int /*value*/) { return Scalar(""); }  // numbers come as RawNumber
  bool Uint(unsigned /*value*/) { return Scalar(""); }
  bool Int64(std::int64_t /*value*/) { return Scalar(""); }
  bool Uint64(std::uint64_t /*value*/) { return Scalar(""); }
  bool Double(double /*value*/) { return Scalar(""); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) { return Scalar({text, size}); }
  bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) { return Scalar({text, size}); }

  bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    const std::string_view name(text, size);
    const bool matches = depth_ == matched_ + 1 && name == path_[matched_];
    at_field_ = (matches && matched_ + 1 == path_.size()) || (depth_ == 1 && name == whole_);
    at_object_ = matches && !at_field_;
    return true;
  }

  bool StartObject() {
    if (at_object_) ++matched_;
    return Enter();
  }
  bool EndObject(rapidjson::SizeType /*count*/) {
    --depth_;
    if (depth_ == matched_ && matched_ > 0) --matched_;
    return true;
  }
  bool StartArray() { return Enter(); }
  bool EndArray(rapidjson::SizeType /*count*/) {
    --depth_;
    return true;
  }

 private:
  bool Enter() {
    ++depth_;
    if (at_field_) status_ = kNoStatus;
    at_field_ = at_object_ = false;
    return true;
  }

  bool Scalar(std::string_view text) {
    if (at_field_) status_ = StatusOfDigits(text);
    at_field_ = at_object_ = false;
    return true;
  }

  std::string whole_;
  std::vector<std::string> path_;
  std::size_t depth_ = 0;    // of open objects and arrays
  std::size_t matched_ = 0;  // how many names of the path led to the object that is open at depth matched_ + 1
  bool at_field_ = false;    // the next value is the one
  bool at_object_ = false;   // the next value may be the object on the way to it
  int status_ = kNoStatus;
};

}  // namespace

struct JsonLine::Reader {
  explicit Reader(const std::string& field) : finder(field) {}
  Finder finder;
  rapidjson::Reader parser;
};

JsonLine::JsonLine(const std::string& field) : reader_(std::make_unique<Reader>(field)) {}
JsonLine::JsonLine(JsonLine&& other) noexcept = default;
JsonLine& JsonLine::operator=(JsonLine&& other) noexcept = default;
JsonLine::~JsonLine() = default;

int JsonLine::StatusOf(std::string_view line) const {
  reader_->finder.Begin();
  rapidjson::MemoryStream stream(line.data(), line.size());
  const auto result = reader_->parser.Parse<kFlags>(stream, reader_->finder);
  return result.IsError() ? kNoStatus : reader_->finder.status();
}

}  // namespace statusmap::cli
