#include "service/catalog/classify.h"

#include <algorithm>
#include <string>
#include <utility>

#include "service/catalog/domain.h"
#include "service/catalog/lookup.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {
namespace {

// RFC 9110 section 15: a recipient treats an unrecognised code as x00 of its class, and one that is not valid as 5xx.
int TreatedAs(int code, bool registered, bool valid) {
  if (registered) return code;
  return valid ? code / 100 * 100 : 500;
}

// The clause behind an answer, and in front of it the one by which another code speaks.
std::string SourceOf(const SemanticsRow& semantics, bool fallback, bool valid) {
  std::string own(semantics.source);
  if (!fallback) return own;
  const std::string x00 = std::to_string(semantics.code);
  const std::string why = valid ? "RFC 9110 s15 (not recognised: treated as " : "RFC 9110 s15 (not valid: treated as ";
  return why + x00 + "); " + own;
}

std::vector<const VerdictRow*> VerdictsOn(int http_status) {
  std::vector<const VerdictRow*> verdicts;
  for (const VerdictRow& row : kVerdicts) {
    if (row.code_space == CodeSpace::kHttp && row.first <= http_status && http_status <= row.last) {
      verdicts.push_back(&row);
    }
  }
  return verdicts;
}

}  // namespace

Answer<Classification> ClassifyStatus(std::optional<std::int32_t> http_status) {
  if (auto refusal = CheckHttpStatus(http_status, kLastThreeDigits)) return *std::move(refusal);
  const int code = *http_status;
  const bool valid = code <= kLastHttpStatus;
  const RegistryRow* registration = Registration(code);
  const int treated_as = TreatedAs(code, registration != nullptr, valid);
  const SemanticsRow* semantics = &*std::ranges::lower_bound(kSemantics, treated_as, {}, &SemanticsRow::code);
  return Classification{
      .http_status = code,
      .valid = valid,
      .status_class = ClassOf(treated_as),
      .registration_state = registration ? registration->state : RegistrationState::kUnassigned,
      .semantics = semantics,
      .fallback = registration == nullptr,
      .heuristically_cacheable = registration != nullptr && semantics->heuristically_cacheable,
      .source = SourceOf(*semantics, registration == nullptr, valid),
      .verdicts = VerdictsOn(code),
      .de_facto = DeFactoMeanings(code),
  };
}

}  // namespace statusmap::catalog
