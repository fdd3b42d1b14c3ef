#include "service/catalog/conventions.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "service/catalog/named_conventions.h"
#include "service/catalog/nearest.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {
namespace {

constexpr std::size_t kSuggestions = 3;

Refusal UnknownConvention(std::string_view id) {
  std::vector<std::string_view> ids;
  ids.reserve(kNamed.size());
  for (const NamedConvention& named : kNamed) ids.push_back(named.id);
  return {Reason::kConventionUnknown, "convention", Echo(id), "an id of ListConventions, or nothing for google-apis",
          Nearest(id, std::move(ids), kSuggestions)};
}

}  // namespace

std::optional<int> NamedConvention::Speaker(Direction direction) const {
  const auto* speaker = SpeakerNamed(direction, id);
  return speaker == nullptr ? std::nullopt : std::optional(speaker->index);
}

const VerificationRow* NamedConvention::Verification(Direction direction) const {
  const std::optional<int> speaker = Speaker(direction);
  const auto* const row = std::ranges::find_if(kVerifications, [&](const VerificationRow& candidate) {
    return candidate.convention == speaker && candidate.direction == direction;
  });
  return row == kVerifications.end() ? nullptr : row;
}

Answer<const NamedConvention*> FindConvention(std::string_view id) {
  const std::size_t position = PositionOf(id);
  if (position == kUnnamed) return UnknownConvention(id);
  return &kNamed[position];
}

Answer<Page<NamedConvention>> ListConventions(std::optional<std::int32_t> direction, PageRequest page) {
  if (direction && (*direction < 1 || *direction > 2)) {
    return Refusal{Reason::kFilterUnknown, "direction", std::to_string(*direction), "0 (any) to 2", {}};
  }
  std::vector<NamedConvention> all;
  std::ranges::copy_if(kNamed, std::back_inserter(all), [&](const NamedConvention& named) {
    return !direction || named.Speaker(static_cast<Direction>(*direction));
  });
  return Cut(all, page);
}

}  // namespace statusmap::catalog
