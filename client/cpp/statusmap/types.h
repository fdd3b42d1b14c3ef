// What the service answers, as plain values: every field of the contract, copied out of the messages, so that callers
// need neither Protobuf nor gRPC to hold, compare or store an answer. Not here: errors (errors.h), calls (client.h),
// and the answers on retries (retry.h) and of comparisons (comparison.h).
//
// Rules that hold for every type:
//   - A value owns what it contains; it stays valid after the Client is gone.
//   - An HTTP status is an int, never an enum: the set is open. So is a gRPC code, which casts to grpc::StatusCode and
//     absl::StatusCode.
//   - std::nullopt means that there is nothing; an empty string means that the source says nothing.
//   - An enum keeps a number that this version does not know, sent by a newer service: give a switch a default.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace statusmap {

// The class of a status: its first digit, which is also the number of the value (RFC 9110 section 15).
enum class StatusClass {
  kUnspecified = 0,    // in a filter: any class; never in an answer
  kInformational = 1,  // 1xx, an interim response
  kSuccessful = 2,     // 2xx
  kRedirection = 3,    // 3xx
  kClientError = 4,    // 4xx
  kServerError = 5,    // 5xx
};

// Where a status is known from. One status may have several origins.
enum class Origin {
  kUnspecified = 0,  // in a filter: any origin; never in an answer
  kVendor = 1,       // the vendor's published table
  kRegistry = 2,     // the IANA HTTP Status Code Registry
  kDeFacto = 3,      // used without registration
};

// The state of a value in the IANA HTTP Status Code Registry.
enum class RegistrationState {
  kUnspecified = 0,  // never in an answer
  kRegistered = 1,
  kTemporary = 2,   // registered until Registration::expires
  kUnused = 3,      // reserved: the registry reads "(Unused)"
  kObsoleted = 4,   // registered, and marked as obsoleted
  kUnassigned = 5,  // not in the registry; only in a Classification
};

// What a client may do with a request that got a status, by the standard that defines the status.
enum class RetryAdvice {
  kUnspecified = 0,       // never in an answer
  kNever = 1,             // nothing to retry, or nothing that a retry could help
  kSameRequestLater = 2,  // the same request, later or over another connection
  kAfterRetryAfter = 3,   // the same request, after the time in Retry-After if it is there
  kModifiedRequest = 4,   // only a changed request can succeed
  kAfterAuth = 5,         // the same request with new or other credentials
  kIdempotentOnly = 6,    // the outcome is unknown: only with an idempotent method
};

// How the vendor's row departs from the standard.
enum class DivergenceKind {
  kUnspecified = 0,  // never in an answer
  kSpelling = 1,     // the message is the registered phrase, written otherwise
  kOldPhrase = 2,    // the message is a phrase of an earlier standard
  kName = 3,         // the message is another name
  kMeaning = 4,      // the description says something else
  kScope = 5,        // the description covers only a part of what the standard does, or more
  kAdvice = 6,       // the description advises something else
};

// What kind of redirection a status asks for.
enum class RedirectKind {
  kUnspecified = 0,               // never in an answer
  kNone = 1,                      // not a redirection
  kChoice = 2,                    // 300
  kPermanentMethodMayChange = 3,  // 301
  kTemporaryMethodMayChange = 4,  // 302
  kSeeOtherBecomesGet = 5,        // 303
  kNotModifiedUseCache = 6,       // 304: not a hop
  kUseProxyDeprecated = 7,        // 305: do not follow
  kReservedUnused = 8,            // 306
  kTemporaryMethodPreserved = 9,  // 307
  kPermanentMethodPreserved = 10  // 308
};

// A direction in which a convention maps.
enum class Direction {
  kUnspecified = 0,  // in a filter: any direction; never in an answer
  kHttpToGrpc = 1,
  kGrpcToHttp = 2,
};

// Which kind of rule gave an answer. Exact beats range, a narrower range a wider one, and the default comes last.
enum class RuleKind {
  kUnspecified = 0,  // never in an answer
  kExact = 1,
  kRange = 2,
  kDefault = 3,
  kNone = 4,  // the convention gives no answer
};

// How a query matched a phrase, the best first. The contract says what each of them compares.
enum class MatchKind {
  kUnspecified = 0,  // never in an answer
  kExact = 1,        // the same text, or the number of the code
  kNormalised = 2,   // the same words: "TOO_MANY_REQUESTS"
  kTokens = 3,       // all words of the query and more: "teapot"
  kSimilar = 4,      // a few mistyped characters away
};

// A row of the vendor's published table, byte for byte, also where it departs from the standard.
struct VendorEntry {
  std::string message;
  std::string description;  // a line feed separates paragraphs
  std::string source;
};

// A row of the IANA registry.
struct Registration {
  std::string reason_phrase;                                  // not on the wire of HTTP/2 and HTTP/3: never match on it
  std::string reference;                                      // the defining documents, separated by "; "
  RegistrationState state = RegistrationState::kUnspecified;  // never kUnassigned
  std::string expires;                                        // YYYY-MM-DD; empty unless state is kTemporary
  std::string note;                                           // may be empty
  std::string source;
};

// A meaning that a vendor or a product gives to a code without registering it.
struct DeFactoMeaning {
  std::string vendor;
  std::string name;  // "(no name)" and the like where it has none
  std::string meaning;
  std::string seen_on;        // "wire", "log only", "never" or a longer remark
  std::string collides_with;  // other meanings of the same code; may be empty
  std::string source;
};

// A place where the vendor's row departs from the standard.
struct Divergence {
  DivergenceKind kind = DivergenceKind::kUnspecified;
  std::string vendor_words;    // a part of the vendor's message or description
  std::string standard_words;  // the registered phrase, or a summary of the clause
  std::string reference;       // the clause, or the registry
};

// An HTTP status as its sources know it: the answer of Client::Lookup. At least one of the three sources is there.
struct StatusEntry {
  int http_status = 0;  // 100 to 599
  StatusClass status_class = StatusClass::kUnspecified;
  std::optional<VendorEntry> vendor;
  std::optional<Registration> registration;
  std::vector<DeFactoMeaning> de_facto_meanings;         // may contradict each other
  std::vector<Divergence> divergences;                   // empty where the vendor's row agrees with the standard
  RetryAdvice retry_advice = RetryAdvice::kUnspecified;  // by the standard; kUnspecified if the code is not registered
  std::string retry_source;                              // the clause behind it
};

// A phrase that matches a query.
struct Match {
  int http_status = 0;  // 100 to 599, or a number outside that somebody uses all the same
  std::string phrase;   // as those who use it write it
  std::string used_by;  // documents, products and libraries, separated by "; "
  MatchKind kind = MatchKind::kUnspecified;
  int distance = 0;               // kTokens: words that the query lacks; kSimilar: characters to edit; else 0
  std::string registered_phrase;  // what the registry calls the code today; empty if it is not registered
};

// The codes that have a name: the answer of Client::Search.
struct SearchResult {
  std::vector<Match> matches;  // by kind, distance and code; empty if nothing is like the query
  bool ambiguous = false;      // matches as good as the first one name more than one code
  int total_size = 0;          // matches in all, those beyond the number asked for included
};

// What one published rule says of a code, for instance that OpenTelemetry marks a server's span as failed.
struct Verdict {
  std::string by;        // whose rule, for instance "otel-http"
  std::string question;  // "span_status_server", "span_status_client" or "retryable"
  std::string answer;    // "error" or "unset" for a span, "retry" for a request
  std::string note;      // may be empty
  std::string source;
};

// What kind a status is: the answer of Client::Classify.
struct Classification {
  int http_status = 0;  // 100 to 999
  bool valid = false;   // 100 to 599; the rest is processed as a server error
  StatusClass status_class = StatusClass::kUnspecified;
  RegistrationState registration_state = RegistrationState::kUnspecified;
  bool fallback = false;                 // not registered: the rest is the answer for treated_as
  int treated_as = 0;                    // the code itself, or x00 of its class
  bool interim = false;                  // 1xx: a final response follows
  bool error = false;                    // 4xx and 5xx
  bool content_allowed = false;          // the method counts too: none follows HEAD
  bool heuristically_cacheable = false;  // without explicit freshness; never true for a fallback
  RedirectKind redirect_kind = RedirectKind::kUnspecified;
  RetryAdvice retry_advice = RetryAdvice::kUnspecified;
  bool retry_after_meaningful = false;  // Retry-After means something beside this code
  std::string source;                   // the clause behind the rules above
  std::vector<Verdict> verdicts;        // only rules that speak of this code
  std::vector<DeFactoMeaning> de_facto_meanings;
};

// An answer that some conventions give for an HTTP status.
struct GrpcAnswer {
  std::optional<int> grpc_code;          // nullopt: these conventions give no answer
  std::string grpc_code_name;            // empty exactly if there is no code
  int count = 0;                         // how many conventions give it
  std::vector<std::string> conventions;  // their ids in alphabetical order; empty in a mapping without Others::kNamed
};

// An answer that some conventions give for a gRPC code.
struct HttpAnswer {
  std::optional<int> http_status;        // nullopt: these conventions give no answer
  int count = 0;                         // how many conventions give it
  std::vector<std::string> conventions;  // their ids in alphabetical order; empty in a mapping without Others::kNamed
};

// How a convention came to an answer: the part that both directions share.
struct Provenance {
  std::string convention;  // the id asked for, also when it was left out
  std::string rule;        // in words: "exact 429", "range 400-499", "default *", "none: ..."
  std::string source;      // repository, file and version of the rule
  RuleKind rule_kind = RuleKind::kUnspecified;
  std::string note;         // may be empty
  std::string answered_by;  // whose rule it is; differs from `convention` exactly if that is an alias
  std::string caution;      // a warning that comes with the whole convention; may be empty
  int others = 0;           // how many other conventions map in this direction
  int agreeing = 0;         // how many of those give the same answer
  std::vector<std::string> agreeing_conventions;  // their ids in alphabetical order; empty unless Others::kNamed
};

// The gRPC code of an HTTP status: the answer of Client::MapHttpStatus.
struct HttpMapping : Provenance {
  int http_status = 0;
  std::optional<int> grpc_code;           // 0 to 16; nullopt exactly if rule_kind is kNone
  std::string grpc_code_name;             // in google.rpc.Code; empty exactly if there is no code
  std::vector<GrpcAnswer> other_answers;  // what those who disagree answer, the most common answer first
};

// The HTTP status of a gRPC code: the answer of Client::MapGrpcCode.
struct GrpcMapping : Provenance {
  int grpc_code = 0;
  std::string grpc_code_name;             // in google.rpc.Code; empty above 16
  bool grpc_code_undefined = false;       // above 16: the answer is the rule for unknown codes, if there is one
  std::optional<int> http_status;         // nullopt exactly if rule_kind is kNone
  std::vector<HttpAnswer> other_answers;  // what those who disagree answer, the most common answer first
};

// How a convention is known.
enum class Evidence {
  kUnspecified = 0,  // never in an answer
  kObserved = 1,     // the real library was run over its whole domain, and compared with the service
  kRead = 2,         // its file was read at a version
};

// How one direction of a convention is known.
struct Verification {
  Direction direction = Direction::kUnspecified;
  Evidence evidence = Evidence::kUnspecified;
  std::string subject;  // the library that was run, or the repository and file that were read
  std::string version;  // a release or a commit
  std::string date;     // YYYY-MM-DD; empty if it is not known
  std::string how;      // how the library was run; empty if it was read
};

// A named rule set with a source.
struct Convention {
  std::string id;  // lower case, stable, for instance "envoy"
  std::string summary;
  std::string used_by;  // empty for an alias
  std::vector<Direction> directions;
  std::string repository;                   // owner/name; empty for an alias
  std::string http_to_grpc_path;            // empty if it has no rules in this direction
  std::string grpc_to_http_path;            // empty if it has no rules in this direction
  std::string version;                      // a commit or a release
  std::string version_date;                 // YYYY-MM-DD; empty if not known
  std::string caution;                      // may be empty
  std::string http_to_grpc_alias_of;        // only for an alias: who answers in this direction
  std::string grpc_to_http_alias_of;        // only for an alias: who answers in this direction
  std::vector<Verification> verifications;  // how each of `directions` is known
};

}  // namespace statusmap
