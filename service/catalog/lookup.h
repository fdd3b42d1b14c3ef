// What is this HTTP status, and which are there? Rows of several sources, brought together by code.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "service/catalog/facts.h"
#include "service/catalog/page.h"
#include "service/catalog/refusal.h"

namespace statusmap::catalog {

// What the sources know of one code. Pointers and spans refer to constant tables: they never dangle.
struct StatusRecord {
  int http_status;
  const VendorRow* vendor;                     // nullptr: not in the vendor's table
  const RegistryRow* registration;             // nullptr: unassigned
  std::span<const DivergenceRow> divergences;  // empty: the vendor's row, if any, agrees with the standard
  const SemanticsRow* semantics;               // nullptr: unassigned
  std::span<const DeFactoRow> de_facto;        // empty: nobody known to use it without registration
};

struct StatusFilter {
  std::optional<std::int32_t> status_class;  // number of a StatusClass
  std::optional<std::int32_t> origin;        // number of an Origin
};

// The record of a code from 100 to 599. Refuses: not set, out of range, known to no source. By reference, as all that
// answer in a few nanoseconds: by value, an optional is put together in memory and read back as one word, too early.
Answer<const StatusRecord*> LookupStatus(const std::optional<std::int32_t>& http_status);

// All codes from 100 to 599 that a source knows, in ascending order. Refuses: a number that is no class or origin, a
// negative page size, a start beyond the end.
Answer<Page<StatusRecord>> ListStatuses(const StatusFilter& filter, PageRequest page);

// The de-facto meanings of a code from 0 to 999; empty if there are none.
std::span<const DeFactoRow> DeFactoMeanings(int code);

// What a code from 100 to 999 is called: by the registry, else by the vendor, else by its users, with " / " between the
// names; empty if nobody names it.
std::string StatusName(int code);

// The registry's row of a code; nullptr if it is unassigned.
const RegistryRow* Registration(int http_status);

}  // namespace statusmap::catalog
