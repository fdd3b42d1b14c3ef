// Why the catalogue does not answer a question: data, not text, so that one file elsewhere words all errors.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace statusmap::catalog {

// Documented, with the status that each becomes, at the top of the contract.
enum class Reason {
  kFieldMissing,
  kHttpStatusOutOfRange,
  kHttpStatusUnknown,
  kGrpcCodeNegative,
  kConventionUnknown,
  kDirectionNotCovered,
  kFilterUnknown,
  kPageSizeNegative,
  kPageTokenInvalid,
  kQuestionAmbiguous,
  kQueryEmpty,
  kQueryTooLong,
  kQueryControlCharacter,
  kMaxResultsNegative,
  kMethodInvalid,
  kRetryAfterInvalid,
  kReceivedAtMissing,
  kReceivedAtInvalid,
  kAttemptNegative,
  kRoleUnknown,
  kConventionChanged,
  kWeightsMismatched,
  kWeightNegative,
  kWeightsTooLarge,
};

struct Refusal {
  Reason reason;
  std::string_view field;                 // the field of the request that is at fault
  std::string received;                   // its value; empty if it was not set
  std::string allowed;                    // in words, for instance "100 to 599"
  std::vector<std::string_view> options;  // nearest ids for kConventionUnknown, directions for kDirectionNotCovered
};

// What to echo of a text that was received: all of it, or the start of a long one, cut between UTF-8 characters.
std::string Echo(std::string_view received);

// Either an answer or the reason why there is none.
template <typename T>
using Answer = std::variant<T, Refusal>;

// The refusal in an answer, or nullptr.
template <typename T>
const Refusal* RefusalOf(const Answer<T>& answer) {
  return std::get_if<Refusal>(&answer);
}

}  // namespace statusmap::catalog
