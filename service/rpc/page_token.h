// Page tokens (AIP-158): opaque to callers, bound to a method and its filters.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace statusmap::rpc {

// The token for the page that starts at item `start` of the list that `scope` names. URL-safe text, the same on every
// replica of one version.
std::string EncodePageToken(std::string_view scope, std::size_t start);

// The start in a token that EncodePageToken made for this scope; 0 for the empty token, which asks for the first page;
// nullopt for anything else.
std::optional<std::size_t> DecodePageToken(std::string_view scope, const std::string& token);

}  // namespace statusmap::rpc
