// Where do conventions differ: all of them on one code, two of them on every code, and what does not survive the way
// there and back?
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "service/catalog/facts.h"
#include "service/catalog/refusal.h"

namespace statusmap::catalog {

// Those who give one answer, by id. `answer` is kNoAnswer for those that give none.
struct AnswerGroup {
  int answer;
  std::vector<std::string_view> conventions;
};

// A school, and what its conventions answer.
struct SchoolAnswers {
  const SchoolRow* school;
  std::vector<AnswerGroup> groups;
};

// All conventions of a direction on one code, the largest group first.
struct CodeComparison {
  Direction direction;
  int code;
  std::vector<AnswerGroup> groups;
  std::vector<SchoolAnswers> schools;  // only from HTTP to gRPC
};

// A code that two conventions answer differently.
struct Difference {
  int code;
  int answer;        // kNoAnswer: none
  int other_answer;  // kNoAnswer: none
};

// A code that comes back as another one, or not at all.
struct Loss {
  int code;
  int via;   // in the other code space; kNoAnswer: the way there ends here
  int back;  // kNoAnswer: the way back ends here
};

// Every code of a space sent there by one convention and back by another.
struct RoundTrip {
  int codes;  // how many were sent
  std::vector<Loss> lost;
};

// Two conventions. A part is absent if one of them does not map in a direction that it needs.
struct PairComparison {
  std::string_view convention;
  std::string_view other_convention;
  std::optional<std::vector<Difference>> http_differences;  // HTTP to gRPC, on 100 to 599
  std::optional<std::vector<Difference>> grpc_differences;  // gRPC to HTTP, on 0 to 16
  std::optional<RoundTrip> http_round_trip;  // HTTP to gRPC by `convention`, back to HTTP by `other_convention`
  std::optional<RoundTrip> grpc_round_trip;  // gRPC to HTTP by `convention`, back to gRPC by `other_convention`
};

// What to compare: a code of one space, or, if neither is set, a pair of conventions.
struct CompareQuestion {
  std::optional<std::int32_t> http_status = {};
  std::optional<std::int32_t> grpc_code = {};
  std::string_view convention = {};        // empty: the default
  std::string_view other_convention = {};  // empty: the same as `convention`
};

using Comparison = std::variant<CodeComparison, PairComparison>;

// Refuses: a code outside its domain, an unknown convention, no question at all, more than one.
Answer<Comparison> CompareConventions(const CompareQuestion& question);

}  // namespace statusmap::catalog
