// Which conventions are there? Those that were read from real stacks, and our aliases for them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "service/catalog/facts.h"
#include "service/catalog/page.h"
#include "service/catalog/refusal.h"

namespace statusmap::catalog {

// Used when a request names no convention, in both directions.
inline constexpr std::string_view kDefaultConvention = "google-apis";

// Who answers for the convention that a request names, in one direction.
struct Speaker {
  std::string_view convention;  // the id that was asked for
  int index;  // of the one that answers, in kConventions: differs from the id asked for if that is an alias
  const ConventionRow* row;
  std::string_view source;  // repository, file and version for this direction
};

// An id that a request may name: a convention or an alias, the other pointer is nullptr.
struct NamedConvention {
  std::string_view id;
  const ConventionRow* convention;
  const AliasRow* alias;

  // The run of the real library in this direction; nullptr if the rules were read only. Of an alias: that of its
  // speaker.
  const VerificationRow* Verification(Direction direction) const;

  // The convention (an index into kConventions) that answers in this direction; nullopt if it has none.
  std::optional<int> Speaker(Direction direction) const;
};

// The convention or alias with this id; the default for an empty one. Refuses an unknown id, with the nearest ones.
Answer<const NamedConvention*> FindConvention(std::string_view id);

// All conventions and aliases by id. `direction` keeps those that map in it: the number of a Direction. Refuses: a
// number that is no direction, a negative page size, a start beyond the end.
Answer<Page<NamedConvention>> ListConventions(std::optional<std::int32_t> direction, PageRequest page);

}  // namespace statusmap::catalog
