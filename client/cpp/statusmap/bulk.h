// Many HTTP statuses at once: what Client's BatchMapHttpStatuses, StreamMapHttpStatuses and SummarizeStatuses take and
// give. The rules of types.h hold here too. Shares are of Summary::valid, 0 to 1; 0 if that is 0.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "statusmap/types.h"

namespace statusmap {

// What stands for a gRPC code in a batch and in a stream where there is none.
inline constexpr std::int32_t kNoGrpcCode = 126;       // the convention gives no answer for this status
inline constexpr std::int32_t kNotAnHttpStatus = 127;  // the number is not 100 to 599

// Who answers a batch, a stream or a summary.
struct Rules {
  std::string convention;   // the id that was asked, also when it was left empty
  std::string answered_by;  // whose rules these are: the target if the one asked for is an alias, else the same
  std::string source;       // repository, file and version in which they were read
  std::string caution;      // a warning that comes with the whole convention; may be empty
};

// The answer of Client::BatchMapHttpStatuses.
struct BatchMapping {
  Rules rules;
  // As many as there were statuses, in their order: 0 to 16, kNoGrpcCode or kNotAnHttpStatus.
  std::vector<std::int32_t> grpc_codes;
};

// How a stream is run.
struct StreamOptions {
  // The time that the whole stream may take, from its first message to its end. milliseconds::max(): as long as it
  // takes; ClientOptions::deadline does not hold for streams. Zero or less has passed already.
  std::chrono::milliseconds deadline = std::chrono::milliseconds::max();
};

// One conversation of Client::StreamMapHttpStatuses: each chunk that is sent is answered by one that is received, in
// order. Send and Receive in turn, or from two threads, one that sends and one that receives: whoever sends on and on
// without receiving is held up, because the server reads no further than it may answer. Cancel may be called by any.
//
//   statusmap::MappingStream stream = client.StreamMapHttpStatuses("envoy");
//   while (more()) {
//     if (!stream.Send(chunk()) || !stream.Receive(codes)) break;
//     use(codes);
//   }
//   if (const absl::Status status = stream.Finish(); !status.ok()) resume_behind(stream.answered());
class MappingStream {
 public:
  // The statuses of one chunk, any numbers, none is fine. False: the stream has ended, Finish says why.
  [[nodiscard]] bool Send(std::span<const std::int32_t> http_statuses);

  // No more chunks come; those on their way are still answered. Calls of Send that follow return false.
  void CloseSending();

  // Waits for the answer to the next chunk, as many codes as it had statuses: 0 to 16, kNoGrpcCode or kNotAnHttpStatus.
  // False: there is none, because all chunks are answered after CloseSending, or because the stream has ended.
  [[nodiscard]] bool Receive(std::vector<std::int32_t>& grpc_codes);

  // How many statuses were answered in what Receive gave, also after a failure: the rest can be asked again from there.
  std::int64_t answered() const;

  // Who answers. Empty until the first Receive.
  const Rules& rules() const;

  // Ends the stream at once, from any thread: what waits in Send or Receive returns false, and Finish says CANCELLED.
  void Cancel();

  // Closes the sending side, drops answers that were not received, and says how the stream ended: OK, or an error as of
  // every method of Client, or CANCELLED. Neither Send nor Receive may be under way. Called again, it says the same.
  //   INVALID_ARGUMENT      unknown convention (metadata "nearest" has the closest ids)
  //   FAILED_PRECONDITION   the convention does not map in this direction
  //   RESOURCE_EXHAUSTED    a chunk is larger than the server takes (16 MiB unless it was told otherwise)
  //   UNAVAILABLE           no server could be reached, it went away, or it shuts down (reason SERVER_DRAINING)
  //   DEADLINE_EXCEEDED     StreamOptions::deadline passed
  absl::Status Finish();

  MappingStream(MappingStream&& other) noexcept;
  MappingStream& operator=(MappingStream&& other) noexcept;
  // Cancels what was not finished.
  ~MappingStream();

 private:
  friend class Client;
  struct State;
  explicit MappingStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Statuses for a summary, in memory of the caller's that stays until the next chunk is asked for.
struct StatusChunk {
  std::span<const std::int32_t> http_statuses;  // any numbers; those that are not 100 to 599 are counted as invalid
  std::span<const std::int64_t> weights{};      // how often each occurred, 0 or more, as many; empty: once each
};

// Gives one chunk after the other, and at the end nullopt.
using ChunkSource = std::function<std::optional<StatusChunk>()>;

// What a summary is to say.
struct SummaryOptions {
  std::string convention{};  // NOLINT(readability-redundant-member-init): empty: "google-apis"
  std::string against{};     // NOLINT(readability-redundant-member-init): another convention; empty: no comparison
  // The time from the first chunk to the answer, in which the source has to give all chunks. milliseconds::max(): as
  // long as it takes; ClientOptions::deadline does not hold here. Zero or less has passed already.
  std::chrono::milliseconds deadline = std::chrono::milliseconds::max();
};

// How many, and of how many.
struct Count {
  std::int64_t count = 0;
  double share = 0;
};

struct StatusClassCount : Count {
  StatusClass status_class = StatusClass::kUnspecified;
};

struct HttpStatusCount : Count {
  int http_status = 0;
  std::string name;              // the registry's if it has one; empty if no source knows the status
  std::optional<int> grpc_code;  // nullopt: the convention gives no answer
  std::string grpc_code_name;    // as in google.rpc.Code; empty without a code
};

struct GrpcCodeCount : Count {
  std::optional<int> grpc_code;  // nullopt: the convention gives no answer for these
  std::string grpc_code_name;    // as in google.rpc.Code; empty without a code
};

struct ErrorCount : Count {
  std::string by;             // whose rule, as in Verdict: for instance "otel-http"
  std::string question;       // what it decides, and so for which role, as in Verdict
  std::int64_t if_named = 0;  // how many more are errors to it if the configuration names their codes
  std::string source;
};

struct RetryAdviceCount : Count {
  RetryAdvice retry_advice = RetryAdvice::kUnspecified;
};

// Responses that have one gRPC code under the convention and another under the one it is compared with.
struct GrpcCodeChange {
  std::optional<int> from_grpc_code;  // nullopt: no answer
  std::string from_grpc_code_name;
  std::optional<int> to_grpc_code;  // nullopt: no answer
  std::string to_grpc_code_name;
  std::int64_t count = 0;
  std::vector<std::int32_t> http_statuses;  // ascending
};

// What changes when responses are mapped by another convention.
struct Impact {
  Rules against;
  Count changed;                        // how many change their gRPC code
  std::vector<GrpcCodeChange> changes;  // by pair of codes, the most frequent first
};

// The answer of Client::SummarizeStatuses. All counts are sums of weights.
struct Summary {
  Rules rules;
  std::int64_t total = 0;
  std::int64_t valid = 0;                      // 100 to 599
  std::int64_t invalid = 0;                    // all others
  std::vector<std::int32_t> invalid_examples;  // the first ten different ones
  std::vector<StatusClassCount> classes;       // ascending; those that occurred
  std::vector<HttpStatusCount> statuses;       // ascending; those that occurred
  std::vector<GrpcCodeCount> grpc_codes;       // the most frequent first; the one without a code last
  std::vector<ErrorCount> errors;              // by each published rule, in alphabetical order
  std::vector<RetryAdviceCount> retry_advice;  // in the order of the enum; those that occurred
  Count retryable;                             // may be sent again unchanged
  std::optional<Impact> impact;                // nullopt without SummaryOptions::against
};

}  // namespace statusmap
