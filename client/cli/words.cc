#include "client/cli/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "absl/status/status.h"

namespace statusmap::cli {
namespace {

char Lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Lower case without "-" and "_".
std::string Folded(std::string_view word) {
  std::string folded;
  for (const char c : word) {
    if (c != '-' && c != '_') folded += Lower(c);
  }
  return folded;
}

// The part of an enum value's name after the enum's own: STATUS_CLASS_CLIENT_ERROR to "client-error".
std::string Ending(const google::protobuf::EnumValueDescriptor& value) {
  const std::string unspecified = "UNSPECIFIED";
  const std::string prefix = value.type()->value(0)->name();
  std::string ending = value.name().substr(prefix.size() - unspecified.size());
  for (char& c : ending) c = c == '_' ? '-' : Lower(c);
  return ending;
}

}  // namespace

std::optional<std::int32_t> IntegerOf(std::string_view word) {
  std::int32_t number = 0;
  const std::string text(word);
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::optional<std::int32_t> GrpcCodeOf(std::string_view word) {
  if (const auto number = IntegerOf(word)) return number;
  const std::string folded = Folded(word);
  if (folded == "canceled") return static_cast<int>(absl::StatusCode::kCancelled);
  for (int code = 0; code <= static_cast<int>(absl::StatusCode::kUnauthenticated); ++code) {
    if (folded == Folded(absl::StatusCodeToString(static_cast<absl::StatusCode>(code)))) return code;
  }
  return std::nullopt;
}

std::optional<int> EnumOf(const google::protobuf::EnumDescriptor& type, std::string_view word) {
  std::string folded = Folded(word);
  const bool is_class = &type == v1::StatusClass_descriptor();
  if (is_class && folded.size() == 3 && folded.ends_with("xx")) folded.resize(1);
  for (int i = 1; i < type.value_count(); ++i) {
    const auto& value = *type.value(i);
    if (folded == Folded(Ending(value)) || (is_class && folded == std::to_string(value.number()))) {
      return value.number();
    }
  }
  return std::nullopt;
}

std::string WordsOf(const google::protobuf::EnumDescriptor& type) {
  std::string words;
  for (int i = 1; i < type.value_count(); ++i) words += (i > 1 ? ", " : "") + Ending(*type.value(i));
  return words;
}

std::string WordOf(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* known = type.FindValueByNumber(value);
  return known == nullptr ? std::to_string(value) : Ending(*known);
}

std::string TitleOf(v1::StatusClass status_class) {
  std::string title = WordOf(*v1::StatusClass_descriptor(), status_class);
  bool first = true;
  for (char& c : title) {
    if (first) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    first = c == '-';
    if (c == '-') c = ' ';
  }
  return title;
}

std::string SentenceOf(v1::RetryAdvice advice) {
  switch (advice) {
    case v1::RETRY_ADVICE_NEVER:
      return "no: there is nothing that a retry could help";
    case v1::RETRY_ADVICE_SAME_REQUEST_LATER:
      return "the same request, later or over another connection";
    case v1::RETRY_ADVICE_AFTER_RETRY_AFTER:
      return "the same request, after the time in Retry-After if it is there";
    case v1::RETRY_ADVICE_MODIFIED_REQUEST:
      return "only a changed request can succeed";
    case v1::RETRY_ADVICE_AFTER_AUTH:
      return "the same request, with new or other credentials";
    case v1::RETRY_ADVICE_IDEMPOTENT_ONLY:
      return "only with an idempotent method: the outcome is unknown";
    default:
      return WordOf(*v1::RetryAdvice_descriptor(), advice);
  }
}

std::string SentenceOf(v1::RedirectKind kind) {
  switch (kind) {
    case v1::REDIRECT_KIND_NONE:
      return "no";
    case v1::REDIRECT_KIND_CHOICE:
      return "the client or its user chooses a representation";
    case v1::REDIRECT_KIND_PERMANENT_METHOD_MAY_CHANGE:
      return "permanent; a POST may become a GET";
    case v1::REDIRECT_KIND_TEMPORARY_METHOD_MAY_CHANGE:
      return "temporary; a POST may become a GET";
    case v1::REDIRECT_KIND_SEE_OTHER_BECOMES_GET:
      return "to another resource, with GET or HEAD";
    case v1::REDIRECT_KIND_NOT_MODIFIED_USE_CACHE:
      return "no hop: use the stored response";
    case v1::REDIRECT_KIND_USE_PROXY_DEPRECATED:
      return "deprecated: do not follow";
    case v1::REDIRECT_KIND_RESERVED_UNUSED:
      return "reserved";
    case v1::REDIRECT_KIND_TEMPORARY_METHOD_PRESERVED:
      return "temporary; the method stays";
    case v1::REDIRECT_KIND_PERMANENT_METHOD_PRESERVED:
      return "permanent; the method stays";
    default:
      return WordOf(*v1::RedirectKind_descriptor(), kind);
  }
}

std::string SentenceOf(v1::RetryVerdict verdict) {
  switch (verdict) {
    case v1::RETRY_VERDICT_RETRY:
      return "retry";
    case v1::RETRY_VERDICT_RETRY_AFTER_CHANGE:
      return "retry after a change";
    case v1::RETRY_VERDICT_DO_NOT_RETRY:
      return "do not retry";
    default:
      return WordOf(*v1::RetryVerdict_descriptor(), verdict);
  }
}

std::string SentenceOf(v1::Application applied) {
  switch (applied) {
    case v1::APPLICATION_NOT_APPLIED:
      return "no: the request was not acted on";
    case v1::APPLICATION_UNKNOWN:
      return "not known: the request may have been acted on";
    case v1::APPLICATION_APPLIED:
      return "yes: the request was acted on";
    default:
      return WordOf(*v1::Application_descriptor(), applied);
  }
}

std::string Decimal(double number, int decimals) {
  std::array<char, 400> text{};  // a double has up to 309 digits before its point
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, decimals);
  return error == std::errc() ? std::string(text.data(), end) : "?";
}

bool IsUtf8(std::string_view text) {
  constexpr std::array<std::uint32_t, 4> kSmallest{0, 0x80, 0x800, 0x10000};  // by the number of bytes that follow
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80) continue;
    if (first < 0xC0 || first > 0xF7) return false;
    const std::size_t following = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    if (text.size() - i <= following) return false;
    std::uint32_t code_point = first & (0x3F >> following);
    for (const char c : text.substr(i + 1, following)) {
      if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) return false;
      code_point = code_point << 6 | (static_cast<unsigned char>(c) & 0x3F);
    }
    const bool surrogate = 0xD800 <= code_point && code_point <= 0xDFFF;
    if (code_point < kSmallest.at(following) || code_point > 0x10FFFF || surrogate) return false;
    i += following;
  }
  return true;
}

std::string Utf8(std::string_view text) {
  std::string valid(text);
  if (!IsUtf8(text))
    std::ranges::replace_if(
        valid, [](unsigned char c) { return c >= 0x80; }, '?');
  return valid;
}

std::string Printable(std::string_view text) {
  std::string printable(text);
  std::ranges::replace_if(
      printable, [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7f; }, '?');
  return printable;
}

}  // namespace statusmap::cli
