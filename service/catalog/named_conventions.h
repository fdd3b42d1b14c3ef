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

// Who speaks in a direction, by position in kNamed; one without a row for those that do not map in it.
using Speakers = std::array<Speaker, kNamed.size()>;

// Walks the rows rather than kNamed: instrumented by UBSan, GCC compares no pointers at compile time.
constexpr Speakers LayOutSpeakers(Direction direction) {
  const bool to_grpc = direction == Direction::kHttpToGrpc;
  Speakers speakers{};
  const auto add = [&](std::string_view id, int index) {
    const ConventionRow& row = kConventions[index];
    speakers[PositionOf(id)] = {id, index, &row, to_grpc ? row.http_to_grpc_source : row.grpc_to_http_source};
  };
  for (std::size_t i = 0; i < kConventions.size(); ++i) {
    if (Maps(kConventions[i], direction)) add(kConventions[i].id, static_cast<int>(i));
  }
  for (const AliasRow& alias : kAliases) add(alias.id, to_grpc ? alias.http_to_grpc : alias.grpc_to_http);
  return speakers;
}

inline constexpr Speakers kHttpSpeakers = LayOutSpeakers(Direction::kHttpToGrpc);
inline constexpr Speakers kGrpcSpeakers = LayOutSpeakers(Direction::kGrpcToHttp);

// nullptr if nobody has this id, or whoever has it does not map in this direction.
inline const Speaker* SpeakerNamed(Direction direction, std::string_view convention) {
  const std::size_t position = PositionOf(convention);
  if (position == kUnnamed) return nullptr;
  const Speaker& speaker = (direction == Direction::kHttpToGrpc ? kHttpSpeakers : kGrpcSpeakers)[position];
  return speaker.row == nullptr ? nullptr : &speaker;
}

}  // namespace statusmap::catalog
