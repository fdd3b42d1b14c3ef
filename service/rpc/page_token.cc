#include "service/rpc/page_token.h"

#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace statusmap::rpc {
namespace {

// FNV-1a. Not against forgery, which would gain nothing: it notices a token of another list, and a damaged one.
std::uint32_t Checksum(std::string_view text) {
  std::uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

}  // namespace

std::string EncodePageToken(std::string_view scope, std::size_t start) {
  const std::uint32_t checksum = Checksum(absl::StrCat(std::string(scope), "/", start));
  return absl::WebSafeBase64Escape(absl::StrCat(start, ".", absl::Hex(checksum)));
}

std::optional<std::size_t> DecodePageToken(std::string_view scope, const std::string& token) {
  if (token.empty()) return 0;
  std::string text;
  std::uint64_t start = 0;
  if (!absl::WebSafeBase64Unescape(token, &text)) return std::nullopt;
  if (!absl::SimpleAtoi(text.substr(0, text.find('.')), &start)) return std::nullopt;
  if (token != EncodePageToken(scope, start)) return std::nullopt;
  return start;
}

}  // namespace statusmap::rpc
