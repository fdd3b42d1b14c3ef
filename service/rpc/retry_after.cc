#include "service/rpc/retry_after.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace statusmap::rpc {
namespace {

using catalog::Reason;
using catalog::Refusal;
using Delay = std::optional<std::chrono::milliseconds>;

// The domains of google.protobuf.Duration and google.protobuf.Timestamp, in seconds.
constexpr std::int64_t kLongest = 315'576'000'000;
constexpr std::int64_t kFirstSecond = -62'135'596'800;
constexpr std::int64_t kLastSecond = 253'402'300'799;

constexpr char kImfFixdate[] = "%a, %d %b %Y %H:%M:%S GMT";
constexpr char kAsctime[] = "%a %b %e %H:%M:%S %Y";

// The time in this form; nullopt for all other text. Abseil reads generously, so the time has to read the same again.
std::optional<absl::Time> ReadAs(const char* format, const std::string& text) {
  absl::Time time;
  if (!absl::ParseTime(format, text, &time, nullptr)) return std::nullopt;
  if (absl::FormatTime(format, time, absl::UTCTimeZone()) != text) return std::nullopt;
  return time;
}

// A date with a year of two digits: one that seems more than 50 years ahead is in the past. The day of the week tells
// nothing of the century, so that every one that fits some century nearby is taken.
std::optional<absl::Time> ReadAsRfc850(const std::string& text, absl::Time received) {
  const std::string_view rest = std::string_view(text).substr(std::min(text.find(','), text.size()));
  const std::int64_t now = absl::ToCivilYear(received, absl::UTCTimeZone()).year();
  std::optional<absl::Time> found;
  for (std::int64_t century = now / 100 - 1; century <= now / 100 + 1; ++century) {
    if (rest.size() < 11) break;
    std::string full = text;
    full.insert(text.size() - rest.size() + 9, absl::StrCat(absl::Dec(century, absl::kZeroPad2)));
    const auto time = ReadAs("%A, %d-%b-%Y %H:%M:%S GMT", full);
    const bool near = time && absl::ToCivilYear(*time, absl::UTCTimeZone()).year() <= now + 50;
    if (near) found = time;
  }
  return found;
}

Refusal Invalid(const std::string& value) {
  return {Reason::kRetryAfterInvalid,
          "retry_after",
          catalog::Echo(value),
          "seconds, or an HTTP date such as Sun, 06 Nov 1994 08:49:37 GMT",
          {}};
}

bool IsValid(const google::protobuf::Timestamp& at) {
  return kFirstSecond <= at.seconds() && at.seconds() <= kLastSecond && 0 <= at.nanos() && at.nanos() <= 999'999'999;
}

catalog::Answer<Delay> Until(const std::string& value, const v1::AdviseRetryRequest& request) {
  const google::protobuf::Timestamp& at = request.received_at();
  const bool valid = request.has_received_at() && IsValid(at);
  // Without a time of receipt the date is read all the same, to refuse the field that is at fault.
  const absl::Time received = valid ? absl::FromUnixSeconds(at.seconds()) + absl::Nanoseconds(at.nanos()) : absl::Now();
  auto date = ReadAs(kImfFixdate, value);
  if (!date) date = ReadAs(kAsctime, value);
  if (!date) date = ReadAsRfc850(value, received);
  if (!date) return Invalid(value);
  const std::string allowed = "a time of receipt beside a Retry-After with a date, from year 1 to year 9999";
  if (!request.has_received_at()) return Refusal{Reason::kReceivedAtMissing, "received_at", "", allowed, {}};
  if (!valid) {
    const std::string echo = absl::StrCat(at.seconds(), " s ", at.nanos(), " ns");
    return Refusal{Reason::kReceivedAtInvalid, "received_at", echo, allowed, {}};
  }
  return Delay(std::max(absl::ToChronoMilliseconds(*date - received), std::chrono::milliseconds(0)));
}

}  // namespace

catalog::Answer<Delay> DecodeRetryAfter(const v1::AdviseRetryRequest& request) {
  const std::string value(absl::StripAsciiWhitespace(request.retry_after()));
  if (request.retry_after().empty()) return Delay();
  if (value.empty()) return Invalid(request.retry_after());
  if (!std::ranges::all_of(value, absl::ascii_isdigit)) return Until(value, request);
  std::int64_t seconds = 0;
  if (!absl::SimpleAtoi(value, &seconds)) seconds = kLongest;
  return Delay(std::chrono::seconds(std::min(seconds, kLongest)));
}

}  // namespace statusmap::rpc
