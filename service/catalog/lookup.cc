#include "service/catalog/lookup.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "service/catalog/domain.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {
namespace {

// The row of a table sorted by code; nullptr if it has none.
template <typename Table>
constexpr const Table::value_type* FindRow(const Table& table, int code) {
  const auto row = std::ranges::lower_bound(table, code, {}, &Table::value_type::code);
  return row != table.end() && row->code == code ? &*row : nullptr;
}

// The rows of a table sorted by code; empty if it has none.
template <typename Table>
constexpr std::span<const typename Table::value_type> FindRows(const Table& table, int code) {
  const auto rows = std::ranges::equal_range(table, code, {}, &Table::value_type::code);
  return {rows.begin(), rows.end()};
}

constexpr StatusRecord Record(int code) {
  return {.http_status = code,
          .vendor = FindRow(kVendorTable, code),
          .registration = FindRow(kRegistry, code),
          .divergences = FindRows(kDivergences, code),
          .semantics = FindRow(kSemantics, code),
          .de_facto = FindRows(kDeFacto, code)};
}

// The record of every valid code, also of those that no source knows: the compiler has searched the tables.
constexpr auto kRecords = [] {
  std::array<StatusRecord, kLastHttpStatus - kFirstHttpStatus + 1> records{};
  for (int code = kFirstHttpStatus; code <= kLastHttpStatus; ++code) records[code - kFirstHttpStatus] = Record(code);
  return records;
}();

bool Known(const StatusRecord& record) { return record.vendor || record.registration || !record.de_facto.empty(); }

// Out of line, and the whole answer: so those who get a record do not pay for room for the texts of a refusal.
[[gnu::noinline]] Answer<const StatusRecord*> RefuseLookup(const std::optional<std::int32_t>& http_status) {
  if (!IsHttpStatus(http_status)) return HttpStatusRefusal(http_status);
  return Refusal{Reason::kHttpStatusUnknown, "http_status", std::to_string(*http_status), "", {}};
}

bool HasOrigin(const StatusRecord& record, Origin origin) {
  if (origin == Origin::kVendor) return record.vendor != nullptr;
  if (origin == Origin::kRegistry) return record.registration != nullptr;
  return !record.de_facto.empty();
}

std::optional<Refusal> CheckFilter(const StatusFilter& filter) {
  if (filter.status_class && (*filter.status_class < 1 || *filter.status_class > 5)) {
    return Refusal{Reason::kFilterUnknown, "status_class", std::to_string(*filter.status_class), "0 (any) to 5", {}};
  }
  if (filter.origin && (*filter.origin < 1 || *filter.origin > 3)) {
    return Refusal{Reason::kFilterUnknown, "origin", std::to_string(*filter.origin), "0 (any) to 3", {}};
  }
  return std::nullopt;
}

}  // namespace

std::span<const DeFactoRow> DeFactoMeanings(int code) { return FindRows(kDeFacto, code); }

const RegistryRow* Registration(int http_status) { return FindRow(kRegistry, http_status); }

std::string StatusName(int code) {
  if (const RegistryRow* row = Registration(code)) return std::string(row->phrase);
  if (const VendorRow* row = FindRow(kVendorTable, code)) return std::string(row->message);
  std::vector<std::string_view> names;
  for (const DeFactoRow& row : DeFactoMeanings(code)) {
    if (std::ranges::find(names, row.name) == names.end()) names.push_back(row.name);
  }
  std::string name;
  for (const std::string_view one : names) name.append(name.empty() ? "" : " / ").append(one);
  return name;
}

Answer<const StatusRecord*> LookupStatus(const std::optional<std::int32_t>& http_status) {
  if (IsHttpStatus(http_status)) {
    const StatusRecord& record = kRecords[*http_status - kFirstHttpStatus];
    if (Known(record)) return &record;
  }
  return RefuseLookup(http_status);
}

Answer<Page<StatusRecord>> ListStatuses(const StatusFilter& filter, PageRequest page) {
  if (auto refusal = CheckFilter(filter)) return *std::move(refusal);
  std::vector<StatusRecord> records;
  for (const StatusRecord& record : kRecords) {
    if (!Known(record)) continue;
    if (filter.status_class && ClassOf(record.http_status) != static_cast<StatusClass>(*filter.status_class)) continue;
    if (filter.origin && !HasOrigin(record, static_cast<Origin>(*filter.origin))) continue;
    records.push_back(record);
  }
  return Cut(records, page);
}

}  // namespace statusmap::catalog
