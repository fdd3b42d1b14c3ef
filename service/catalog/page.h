// Pages of a list (AIP-158), for lists that fit into memory and do not change.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "service/catalog/refusal.h"

namespace statusmap::catalog {

inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaximumPageSize = 200;

struct PageRequest {
  std::int32_t size = 0;  // 0: kDefaultPageSize; more than kMaximumPageSize counts as that; negative: refused
  std::size_t start = 0;  // how many items the pages before had; at most the size of the list
};

template <typename T>
struct Page {
  std::vector<T> items;
  std::optional<std::size_t> next;  // start of the next page; nullopt on the last one
  std::size_t total = 0;            // items of all pages
};

// Cuts the page out of all items.
template <typename T>
Answer<Page<T>> Cut(const std::vector<T>& all, PageRequest request) {
  if (request.size < 0) {
    return Refusal{Reason::kPageSizeNegative, "page_size", std::to_string(request.size), "0 or above", {}};
  }
  if (request.start > all.size()) {
    return Refusal{Reason::kPageTokenInvalid, "page_token", "", "a token that this method returned", {}};
  }
  const std::size_t size = request.size == 0 ? kDefaultPageSize : std::min(request.size, kMaximumPageSize);
  const std::size_t end = std::min(all.size(), request.start + size);
  Page<T> page{
      {all.begin() + static_cast<std::ptrdiff_t>(request.start), all.begin() + static_cast<std::ptrdiff_t>(end)},
      std::nullopt,
      all.size()};
  if (end < all.size()) page.next = end;
  return page;
}

}  // namespace statusmap::catalog
