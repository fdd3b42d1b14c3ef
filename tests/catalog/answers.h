// Shorthand for tests of the catalogue: take the answer, or the reason why there is none.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <variant>

#include "service/catalog/refusal.h"

namespace statusmap::catalog {

template <typename T>
T AnswerIn(const Answer<T>& answer) {
  const Refusal* refusal = RefusalOf(answer);
  if (refusal != nullptr) throw std::runtime_error("refused: " + std::string(refusal->field) + " " + refusal->received);
  return std::get<T>(answer);
}

template <typename T>
std::optional<Reason> ReasonIn(const Answer<T>& answer) {
  const Refusal* refusal = RefusalOf(answer);
  return refusal == nullptr ? std::nullopt : std::optional(refusal->reason);
}

}  // namespace statusmap::catalog
