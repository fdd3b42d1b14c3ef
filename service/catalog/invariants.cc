// The compiler proof-reads the facts: what a single file can show, the generator has checked already; here is what
// holds between files and what the lookups rely on. A failure names the invariant and stops the build.
#include <algorithm>
#include <functional>

#include "service/catalog/facts.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {
namespace {

constexpr bool StrictlyAscending(const auto& table, auto key) {
  return std::ranges::adjacent_find(table, std::greater_equal<>{}, key) == std::end(table);
}

constexpr bool AllWithin(const auto& table, auto key, int low, int high) {
  return std::ranges::all_of(
      table, [=](int code) { return low <= code && code <= high; }, key);
}

static_assert(StrictlyAscending(kVendorTable, &VendorRow::code));
static_assert(StrictlyAscending(kRegistry, &RegistryRow::code));
static_assert(StrictlyAscending(kSemantics, &SemanticsRow::code));
static_assert(StrictlyAscending(kGrpcCodes, &GrpcCodeRow::code));
static_assert(StrictlyAscending(kConventions, &ConventionRow::id));
static_assert(std::ranges::is_sorted(kDeFacto, {}, &DeFactoRow::code));

static_assert(std::ranges::is_sorted(kPhrases, {}, &PhraseRow::code));

static_assert(AllWithin(kVendorTable, &VendorRow::code, kFirstHttpStatus, kLastHttpStatus));
static_assert(AllWithin(kRegistry, &RegistryRow::code, kFirstHttpStatus, kLastHttpStatus));
static_assert(AllWithin(kPhrases, &PhraseRow::code, kFirstHttpStatus, kLastHttpStatus));
static_assert(AllWithin(kDeFacto, &DeFactoRow::code, 0, kLastThreeDigits));

// Lookups by gRPC code index the table directly.
static_assert(kGrpcCodes.size() == kLastGrpcCode + 1 && kGrpcCodes.back().code == kLastGrpcCode);

// The standard speaks of exactly the registered codes.
static_assert(std::ranges::equal(kRegistry, kSemantics, {}, &RegistryRow::code, &SemanticsRow::code));

// The vendor names no code that is not registered.
static_assert(std::ranges::includes(kRegistry, kVendorTable, {}, &RegistryRow::code, &VendorRow::code));

// A row says that the phrases differ exactly where they do.
static_assert(std::ranges::all_of(kVendorTable, [](const VendorRow& row) {
  const auto* const registered = std::ranges::lower_bound(kRegistry, row.code, {}, &RegistryRow::code);
  const bool recorded = std::ranges::any_of(kDivergences, [&](const DivergenceRow& divergence) {
    return divergence.code == row.code && divergence.kind <= DivergenceKind::kName;
  });
  return recorded == (row.message != registered->phrase);
}));

// A phrase is for a code that the registry knows, or somebody without it.
static_assert(std::ranges::all_of(kPhrases, [](const PhraseRow& row) {
  return std::ranges::binary_search(kRegistry, row.code, {}, &RegistryRow::code) ||
         std::ranges::binary_search(kDeFacto, row.code, {}, &DeFactoRow::code);
}));

// Every class has an x00 by which its unrecognised codes are treated.
static_assert(std::ranges::all_of(std::array{100, 200, 300, 400, 500}, [](int code) {
  return std::ranges::binary_search(kSemantics, code, {}, &SemanticsRow::code);
}));

// The booleans of the standard agree with its classes: 1xx is interim, 4xx and 5xx are errors.
static_assert(std::ranges::all_of(kSemantics, [](const SemanticsRow& row) {
  return row.is_interim == (row.code < 200) && row.is_error == (row.code >= 400);
}));

// A temporary registration, and no other, ends on a day.
static_assert(std::ranges::all_of(kRegistry, [](const RegistryRow& row) {
  return (row.state == RegistrationState::kTemporary) == !row.expires.empty();
}));

// Rules stand together by convention and direction; every target lies in the other code space.
static_assert(std::ranges::is_sorted(kMappings, [](const MappingRow& a, const MappingRow& b) {
  return a.convention != b.convention ? a.convention < b.convention : a.direction < b.direction;
}));
static_assert(std::ranges::all_of(kMappings, [](const MappingRow& row) {
  const bool to_grpc = row.direction == Direction::kHttpToGrpc;
  const int low = to_grpc ? kFirstGrpcCode : kFirstHttpStatus;
  const int high = to_grpc ? kLastGrpcCode : kLastHttpStatus;
  return row.target == kNoAnswer || (low <= row.target && row.target <= high);
}));

// A convention names a file for a direction exactly if it has rules for it.
static_assert([] {
  for (int i = 0; const ConventionRow& convention : kConventions) {
    bool to_grpc = false;
    bool to_http = false;
    for (const MappingRow& row : kMappings) {
      if (row.convention == i) (row.direction == Direction::kHttpToGrpc ? to_grpc : to_http) = true;
    }
    if (to_grpc == convention.http_to_grpc_path.empty()) return false;
    if (to_http == convention.grpc_to_http_path.empty()) return false;
    ++i;
  }
  return true;
}());

// An alias points at conventions that answer in its directions.
static_assert(std::ranges::all_of(kAliases, [](const AliasRow& row) {
  return !kConventions[row.http_to_grpc].http_to_grpc_path.empty() &&
         !kConventions[row.grpc_to_http].grpc_to_http_path.empty();
}));

// Every code of either space has an answer to whether the request was applied, and a backoff.
static_assert(std::ranges::all_of(std::array{CodeSpace::kHttp, CodeSpace::kGrpc}, [](CodeSpace space) {
  const bool http = space == CodeSpace::kHttp;
  return std::ranges::count(kBackoffs, space, &BackoffRow::code_space) == 1 &&
         std::ranges::any_of(kApplications, [=](const ApplicationRow& row) {
           return row.code_space == space && row.first == (http ? kFirstHttpStatus : kFirstGrpcCode) &&
                  row.last == (http ? kLastHttpStatus : kLastGrpcCode);
         });
}));

// A backoff does not begin above its cap; a safe method is idempotent.
static_assert(std::ranges::all_of(kBackoffs, [](const BackoffRow& row) { return row.base_ms <= row.cap_ms; }));
static_assert(std::ranges::all_of(kMethods, [](const MethodRow& row) { return row.idempotent || !row.safe; }));

}  // namespace
}  // namespace statusmap::catalog
