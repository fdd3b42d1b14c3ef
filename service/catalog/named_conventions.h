// Conventions and aliases as tables that the compiler lays out: for the files of the catalogue that have to find one
// without a call. Others ask FindConvention.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "service/catalog/conventions.h"
#include "service/catalog/id_index.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {

// Conventions and aliases together, sorted by id.
inline constexpr auto kNamed = [] {
  std::array<NamedConvention, kConventions.size() + kAliases.size()> named{};
  std::size_t n = 0;
  for (const ConventionRow& row : kConventions) named[n++] = {row.id, &row, nullptr};
  for (const AliasRow& row : kAliases) named[n++] = {row.id, nullptr, &row};
  std::ranges::sort(named, {}, &NamedConvention::id);
  return named;
}();
static_assert(std::ranges::adjacent_find(kNamed, {}, &NamedConvention::id) == kNamed.end(), "an id names one thing");

inline constexpr IdIndex<kNamed.size()> kNamedById{[] {
  std::array<std::string_view, kNamed.size()> ids;
  std::ranges::transform(kNamed, ids.begin(), &NamedConvention::id);
  return ids;
}()};

inline constexpr std::size_t kUnnamed = IdIndex<kNamed.size()>::kAbsent;
inline constexpr std::size_t kDefaultNamed = kNamedById.Find(kDefaultConvention);
static_assert(kDefaultNamed != kUnnamed);

// The position in kNamed that an id has, or the default for an empty one; kUnnamed if there is none.
constexpr std::size_t PositionOf(std::string_view id) { return id.empty() ? kDefaultNamed : kNamedById.Find(id); }

}  // namespace statusmap::catalog
