// The types of the facts: one struct for a row of each file under service/data, and the closed sets in their columns.
//
// Rows are aggregates of integers and views of string literals, so that the build can turn the files into constexpr
// tables (tables.h) and the compiler can proof-read them (invariants.cc). Nothing here is parsed or allocated at start.
#pragma once

#include <array>
#include <string_view>

namespace statusmap::catalog {

// The domain of an HTTP status (RFC 9110 section 15). Codes up to kLastThreeDigits are not valid, but a recipient
// still has to treat them as a server error.
inline constexpr int kFirstHttpStatus = 100;
inline constexpr int kLastHttpStatus = 599;
inline constexpr int kLastThreeDigits = 999;

// The domain of a gRPC code: the 17 values of google.rpc.Code.
inline constexpr int kFirstGrpcCode = 0;
inline constexpr int kLastGrpcCode = 16;

// The target of a mapping that says "no answer".
inline constexpr int kNoAnswer = -1;

// The numbers of the enums below are those of the contract; service/rpc asserts it.
enum class StatusClass { kInformational = 1, kSuccessful, kRedirection, kClientError, kServerError };
enum class Origin { kVendor = 1, kRegistry, kDeFacto };
enum class RegistrationState { kRegistered = 1, kTemporary, kUnused, kObsoleted, kUnassigned };
enum class RetryAdvice {
  kNever = 1,
  kSameRequestLater,
  kAfterRetryAfter,
  kModifiedRequest,
  kAfterAuth,
  kIdempotentOnly,
};
enum class RedirectKind {
  kNone = 1,
  kChoice,
  kPermanentMethodMayChange,
  kTemporaryMethodMayChange,
  kSeeOtherBecomesGet,
  kNotModifiedUseCache,
  kUseProxyDeprecated,
  kReservedUnused,
  kTemporaryMethodPreserved,
  kPermanentMethodPreserved,
};
enum class DivergenceKind { kSpelling = 1, kOldPhrase, kName, kMeaning, kScope, kAdvice };
enum class Direction { kHttpToGrpc = 1, kGrpcToHttp };
// The way back.
constexpr Direction Opposite(Direction direction) {
  return direction == Direction::kHttpToGrpc ? Direction::kGrpcToHttp : Direction::kHttpToGrpc;
}
enum class RuleKind { kExact = 1, kRange, kDefault, kNone };
enum class MatchKind { kExact = 1, kNormalised, kTokens, kSimilar };
enum class CodeSpace { kHttp = 1, kGrpc };
enum class Role { kUnspecified, kClient, kProxy };
enum class RetryVerdict { kRetry = 1, kRetryAfterChange, kDoNotRetry };
enum class Application { kNotApplied = 1, kUnknown, kApplied };
enum class DelayOrigin { kRetryAfter = 1, kBackoff, kNone };
enum class Honours { kYes, kBackoff, kNotSaid };  // kBackoff: waits by a backoff of its own

// vendor_table.csv: verbatim, a line feed in the description separates paragraphs.
struct VendorRow {
  int code;
  std::string_view message;
  std::string_view description;
};

// iana.csv
struct RegistryRow {
  int code;
  std::string_view phrase;
  std::string_view reference;
  RegistrationState state;
  std::string_view expires;  // YYYY-MM-DD, only for kTemporary
  std::string_view note;
};

// divergences.csv: where the vendor's row departs from the standard. The kinds up to kName compare the message with the
// registered phrase and have no words of their own.
struct DivergenceRow {
  int code;
  DivergenceKind kind;
  std::string_view vendor_words;
  std::string_view standard_words;
  std::string_view clause;
};

// semantics.csv: what the standards say of a registered code.
struct SemanticsRow {
  int code;
  bool is_error;
  bool is_interim;
  bool content_allowed;
  bool heuristically_cacheable;
  RetryAdvice retry_advice;
  bool retry_after_meaningful;
  RedirectKind redirect_kind;
  std::string_view source;
};

// nonstandard.csv: several rows may share a code; some codes lie outside 100 to 599.
struct DeFactoRow {
  int code;
  std::string_view vendor;
  std::string_view name;
  std::string_view meaning;
  std::string_view seen_on;
  std::string_view collides_with;
  std::string_view source;
};

// phrases.csv: who else writes which phrase for a code, and who wrote it in the past.
struct PhraseRow {
  int code;
  std::string_view phrase;
  std::string_view used_by;  // documents and libraries, separated by "; "
};

// classification.csv: what one published rule says of the codes first to last.
struct VerdictRow {
  std::string_view by;
  std::string_view question;
  CodeSpace code_space;
  int first;
  int last;
  std::string_view answer;
  std::string_view source;
  std::string_view note;
};

// grpc_codes.csv
struct GrpcCodeRow {
  int code;
  std::string_view name;
};

// conventions.csv. A direction that the convention lacks has an empty path and an empty source; a source is the
// repository, the file and the version in one line.
struct ConventionRow {
  std::string_view id;
  std::string_view summary;
  std::string_view used_by;
  std::string_view repository;
  std::string_view http_to_grpc_path;
  std::string_view grpc_to_http_path;
  std::string_view version;
  std::string_view version_date;
  std::string_view caution;
  std::string_view http_to_grpc_source;
  std::string_view grpc_to_http_source;
};

// Whether a convention has rules for a direction.
constexpr bool Maps(const ConventionRow& convention, Direction direction) {
  return !(direction == Direction::kHttpToGrpc ? convention.http_to_grpc_path : convention.grpc_to_http_path).empty();
}

// verification.csv: the real library was run over the whole domain of one direction of a convention (an index into
// kConventions), and its answers were compared with ours.
struct VerificationRow {
  int convention;
  Direction direction;
  std::string_view library;
  std::string_view version;
  std::string_view date;  // YYYY-MM-DD
  std::string_view how;
};

// aliases.csv: an id of our own that names one convention (an index into kConventions) for each direction.
struct AliasRow {
  std::string_view id;
  std::string_view summary;
  int http_to_grpc;
  int grpc_to_http;
};

// mappings.csv: under this convention (an index into kConventions) the codes first to last become target.
struct MappingRow {
  int convention;
  Direction direction;
  RuleKind kind;
  int first;
  int last;
  int target;             // kNoAnswer where the convention explicitly has none
  std::string_view from;  // as written: "429", "400-499", "NOT_FOUND", "*"
  std::string_view note;
};

// schools.csv: a way of reading HTTP errors that several conventions share. A convention belongs to it that gives all
// of its answers.
struct SchoolRow {
  struct AnswerTo {
    int http_status;
    int grpc_code;
  };
  std::string_view id;
  std::string_view summary;
  std::array<AnswerTo, 4> answers;
  int size;  // how many of them there are
};

// Codes from first to last; none by default.
struct CodeRange {
  int first = 1;
  int last = 0;
};

// retry_policies.csv: rows of one policy stand together. A policy does not retry what none of its rows speaks of.
struct RetryPolicyRow {
  std::string_view policy;
  CodeSpace code_space;
  std::array<CodeRange, 10> codes;
  std::string_view written_codes;  // in words: "408 429 500-599"
  RetryVerdict verdict;
  std::string_view methods;  // "any", "idempotent", "not_said", or methods separated by spaces
  bool needs_retry_after;
  Honours honours_retry_after;
  std::string_view source;
  std::string_view note;
};

// methods.csv: a method that is not here is not idempotent.
struct MethodRow {
  std::string_view method;
  bool safe;
  bool idempotent;
  std::string_view source;
};

// applications.csv: whether a request that got one of the codes first to last was applied. The widest rules come first.
struct ApplicationRow {
  CodeSpace code_space;
  int first;
  int last;
  Application applied;
  std::string_view source;
};

// backoffs.csv
struct BackoffRow {
  CodeSpace code_space;
  int base_ms;
  int cap_ms;
  std::string_view source;
};

// retry_clauses.csv
struct ClauseRow {
  std::string_view id;
  std::string_view source;
  std::string_view says;
};

}  // namespace statusmap::catalog
