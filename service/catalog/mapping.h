// Which gRPC code does an HTTP status become under a convention, and back? And what do the other conventions say?
//
// Answers come from tables that the compiler has laid out by convention and code: one index into an array, no search
// and no allocation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "service/catalog/conventions.h"
#include "service/catalog/facts.h"
#include "service/catalog/refusal.h"

namespace statusmap::catalog {

// How many conventions give one answer for a code. `answer` is kNoAnswer for those that give none.
struct AnswerCount {
  std::int16_t answer;
  std::int16_t conventions;
};

// Pointers and spans refer to constant tables: they never dangle, and an answer is cheap to hand over.
struct Mapping {
  Direction direction;
  int code;                          // asked about: an HTTP status or a gRPC code, by direction
  const Speaker* speaker;            // whom the question was for, and whose rule it is
  const MappingRow* rule;            // never nullptr: one without words where the source says nothing
  std::span<const AnswerCount> all;  // what all conventions of this direction answer, the most common answer first

  // In the other code space; kNoAnswer if the convention gives none.
  int answer() const { return rule->target; }

  // kNone exactly if there is no answer, also where the source says so in a rule.
  RuleKind rule_kind() const { return answer() == kNoAnswer ? RuleKind::kNone : rule->kind; }
};

// Never nullptr. Refuses: an unknown convention, a convention that does not map in this direction.
Answer<const Speaker*> FindSpeaker(Direction direction, std::string_view convention);

// HTTP status to gRPC code. Refuses: a status that is not set or outside 100 to 599, an unknown convention, a
// convention that does not map in this direction.
Answer<Mapping> MapHttpStatus(const std::optional<std::int32_t>& http_status, std::string_view convention);

// gRPC code to HTTP status. A code above 16 gets the convention's rule for codes that it does not know, if it has one.
// Refuses: a code that is not set or negative, an unknown convention, a convention that does not map in this direction.
Answer<Mapping> MapGrpcCode(const std::optional<std::int32_t>& grpc_code, std::string_view convention);

// The answer of a convention (an index into kConventions) for a code of the domain, gRPC codes above 16 included;
// kNoAnswer if it gives none, also because it does not map in this direction.
int AnswerOf(int convention, Direction direction, int code);

// The same for many HTTP statuses at a time, and for any number: a byte for each.
class BulkAnswers {
 public:
  static constexpr std::uint8_t kNone = 126;     // the convention gives no answer
  static constexpr std::uint8_t kInvalid = 127;  // not an HTTP status
  // All numbers that a status shares its encoding with in a Protobuf message: two bytes, the second below 8.
  static constexpr std::size_t kSlots = 1024;

  // The gRPC code that a number becomes, or kNone or kInvalid.
  std::uint8_t operator[](std::int32_t http_status) const {
    const auto slot = static_cast<std::uint32_t>(http_status);
    return slot < kSlots ? bytes[slot] : kInvalid;
  }

  std::array<std::uint8_t, kSlots> bytes;
};

// Those of a convention (an index into kConventions) that maps HTTP statuses to gRPC codes.
const BulkAnswers& BulkAnswersOf(int convention);

// The ids, in alphabetical order, of the conventions that give this answer for the code of a mapping.
std::vector<std::string_view> ConventionsAnswering(const Mapping& mapping, int answer);

}  // namespace statusmap::catalog
