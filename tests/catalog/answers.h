// Shorthand for tests of the catalogue: take the answer, or the reason why there is none.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>

#include "service/catalog/refusal.h"
#include "service/catalog/tables.h"

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

// How many conventions map in a direction. Facts are added, so no test knows the number.
inline std::size_t Speakers(Direction direction) {
  return static_cast<std::size_t>(
      std::ranges::count_if(kConventions, [=](const ConventionRow& row) { return Maps(row, direction); }));
}

}  // namespace statusmap::catalog
