// Suggestions for a misspelled id.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace statusmap::catalog {

// How many single-character insertions, deletions and replacements turn one text into the other (Levenshtein).
std::size_t EditDistance(std::string_view from, std::string_view to);

// The `count` candidates closest to `wanted`, the closest first, equally close ones in the order given. Only the first
// 64 bytes of `wanted` are compared, so that a long text costs no more than a short one.
std::vector<std::string_view> Nearest(std::string_view wanted, std::vector<std::string_view> candidates,
                                      std::size_t count);

}  // namespace statusmap::catalog
