#include "service/catalog/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace statusmap::catalog {
namespace {

constexpr std::size_t kComparedBytes = 64;

}  // namespace

std::size_t EditDistance(std::string_view from, std::string_view to) {
  // One row of the usual table: row[j] is the distance between the part of `from` seen so far and to[0, j).
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::vector<std::string_view> Nearest(std::string_view wanted, std::vector<std::string_view> candidates,
                                      std::size_t count) {
  const std::string_view compared = wanted.substr(0, kComparedBytes);
  std::ranges::stable_sort(candidates, {}, [&](std::string_view id) { return EditDistance(compared, id); });
  candidates.resize(std::min(count, candidates.size()));
  return candidates;
}

}  // namespace statusmap::catalog
