// What kind is this HTTP status? Every three-digit code has an answer, as RFC 9110 section 15 demands of recipients.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "service/catalog/facts.h"
#include "service/catalog/refusal.h"

namespace statusmap::catalog {

struct Classification {
  int http_status;
  bool valid;  // 100 to 599
  StatusClass status_class;
  RegistrationState registration_state;
  const SemanticsRow* semantics;  // of the code itself if it is registered, else of x00 of its class; never nullptr
  bool fallback;                  // semantics are those of x00
  bool heuristically_cacheable;   // never true for a fallback (RFC 9110 section 15.1)
  std::string source;             // the clause behind the semantics, and the one behind a fallback
  std::vector<const VerdictRow*> verdicts;
  std::span<const DeFactoRow> de_facto;
};

// The kind of a code from 100 to 999; one from 600 is treated as 500. Refuses: not set, out of range.
Answer<Classification> ClassifyStatus(std::optional<std::int32_t> http_status);

}  // namespace statusmap::catalog
