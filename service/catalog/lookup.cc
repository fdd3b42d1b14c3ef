#include "service/catalog/lookup.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "service/catalog/domain.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {
namespace {

// The row of a table sorted by code; nullptr if it has none.
template <typename Table>
const Table::value_type* FindRow(const Table& table, int code) {
  const auto row = std::ranges::lower_bound(table, code, {}, &Table::value_type::code);
  return row != table.end() && row->code == code ? &*row : nullptr;
}

StatusRecord Record(int code) {
  const auto divergences = std::ranges::equal_range(kDivergences, code, {}, &DivergenceRow::code);
  return {.http_status = code,
          .vendor = FindRow(kVendorTable, code),
          .registration = Registration(code),
          .divergences = {divergences.begin(), divergences.end()},
          .semantics = FindRow(kSemantics, code),
          .de_facto = DeFactoMeanings(code)};
}

bool Known(const StatusRecord& record) { return record.vendor || record.registration || !record.de_facto.empty(); }

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

std::span<const DeFactoRow> DeFactoMeanings(int code) {
  const auto rows = std::ranges::equal_range(kDeFacto, code, {}, &DeFactoRow::code);
  return {rows.begin(), rows.end()};
}

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

Answer<StatusRecord> LookupStatus(std::optional<std::int32_t> http_status) {
  if (auto refusal = CheckHttpStatus(http_status)) return *std::move(refusal);
  const StatusRecord record = Record(*http_status);
  if (Known(record)) return record;
  return Refusal{Reason::kHttpStatusUnknown, "http_status", std::to_string(*http_status), "", {}};
}

Answer<Page<StatusRecord>> ListStatuses(const StatusFilter& filter, PageRequest page) {
  if (auto refusal = CheckFilter(filter)) return *std::move(refusal);
  std::vector<StatusRecord> records;
  for (int code = kFirstHttpStatus; code <= kLastHttpStatus; ++code) {
    const StatusRecord record = Record(code);
    if (!Known(record)) continue;
    if (filter.status_class && ClassOf(code) != static_cast<StatusClass>(*filter.status_class)) continue;
    if (filter.origin && !HasOrigin(record, static_cast<Origin>(*filter.origin))) continue;
    records.push_back(record);
  }
  return Cut(records, page);
}

}  // namespace statusmap::catalog
