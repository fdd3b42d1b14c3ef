// A client of statusmap: asks the service what an HTTP status means, what kind it is, which gRPC code it becomes, and
// whether to send the request again.
//
//   #include <statusmap/client.h>
//
//   statusmap::Client client("dns:///statusmap:50051");
//   absl::StatusOr<statusmap::HttpMapping> mapping = client.MapHttpStatus(429);
//   if (!mapping.ok()) return mapping.status();
//   if (mapping->grpc_code == grpc::StatusCode::RESOURCE_EXHAUSTED) ...
//
// Not here: tables. The client holds no fact and checks no argument; the service does both, in one place. What it adds
// is a deadline, retries, load balancing over all addresses of the target, and answers as plain values (types.h,
// comparison.h, retry.h, bulk.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/security/credentials.h"
#include "statusmap/bulk.h"
#include "statusmap/comparison.h"
#include "statusmap/errors.h"
#include "statusmap/retry.h"
#include "statusmap/types.h"
#include "statusmap/v1/status_map.grpc.pb.h"

namespace statusmap {

// How a Client calls. The defaults suit a service in the same cluster.
struct ClientOptions {
  // The time that one method of Client may take, its retries and pages included; then it ends with DEADLINE_EXCEEDED.
  // Zero or less has passed already; milliseconds::max() is none. What streams has a deadline of its own: bulk.h.
  std::chrono::milliseconds deadline{2000};
  // Who the two ends are. nullptr: plaintext without authentication. Ignored if the Client is given a stub.
  std::shared_ptr<grpc::ChannelCredentials> credentials = nullptr;
  // Put before gRPC's own user agent, for instance "billing/1.4". Empty: nothing. Ignored if the Client is given a
  // stub.
  std::string user_agent_prefix{};  // NOLINT(readability-redundant-member-init): as in every member, for -Wextra
};

// Whether a mapping names the conventions that agree and disagree. Naming them makes the answer some hundred bytes
// longer.
enum class Others {
  kCounted,  // only how many there are: Provenance::agreeing, GrpcAnswer::count, HttpAnswer::count
  kNamed,    // their ids too: Provenance::agreeing_conventions, GrpcAnswer::conventions, HttpAnswer::conventions
};

// Which statuses Client::ListStatuses returns. Both filters hold at once; the default is all of them.
struct StatusFilter {
  StatusClass status_class = StatusClass::kUnspecified;
  Origin origin = Origin::kUnspecified;
};

// A client of one service. Safe for use by several threads at once without locks of theirs; a moved-from Client may
// only be destroyed or assigned to. Make one and keep it: connections are made on the first call and then reused.
//
// Every method blocks until the answer is there, and reports failure by its absl::Status:
//   UNAVAILABLE         no address could be reached, after the retries of service_config.json (four attempts in all)
//   DEADLINE_EXCEEDED   ClientOptions::deadline passed
//   any other           what the service said; DetailsOf() has the reason and, where there is one, the field at fault
class Client {
 public:
  // A client of the service at `target`, a gRPC target such as "localhost:50051", "dns:///statusmap:50051" or
  // "unix:/run/statusmap.sock". With several addresses, calls go round those whose health is SERVING. Does not connect
  // yet and does not fail: a wrong target shows as UNAVAILABLE on the first call.
  explicit Client(const std::string& target, const ClientOptions& options = {});

  // A client over a stub of the caller's: over a channel of its own, or over a mock in a test. Retries and balancing
  // are then those of that channel. `stub` must not be nullptr.
  explicit Client(std::unique_ptr<v1::StatusMapService::StubInterface> stub, const ClientOptions& options = {});

  Client(Client&& other) noexcept;
  Client& operator=(Client&& other) noexcept;
  ~Client();

  // What is this HTTP status? For 100 to 599. NOT_FOUND with reason HTTP_STATUS_UNKNOWN: no source knows it, but
  // Classify still has an answer. INVALID_ARGUMENT: out of range.
  absl::StatusOr<StatusEntry> Lookup(int http_status) const;

  // All statuses that any source knows and that pass the filter, ascending. Asks for one page after the other; an
  // error on any page is the result of the whole.
  //   client.ListStatuses({.status_class = statusmap::StatusClass::kClientError})
  absl::StatusOr<std::vector<StatusEntry>> ListStatuses(const StatusFilter& filter = {}) const;

  // Which HTTP status has this name? Takes names of any era and spelling, parts of them, constants of programs and
  // numbers. At most `max_results` matches; 0: 10, more than 100 counts as 100. Nothing like the query is no error: the
  // result is empty. INVALID_ARGUMENT: the query is empty, longer than 200 bytes or has control characters.
  //   client.Search("TOO_MANY_REQUESTS")
  absl::StatusOr<SearchResult> Search(const std::string& query, int max_results = 0) const;

  // What kind is this HTTP status? For 100 to 999, known or not: an unrecognised one is answered as x00 of its class,
  // one from 600 as a server error. INVALID_ARGUMENT: out of range.
  absl::StatusOr<Classification> Classify(int http_status) const;

  // This request got this status: may it be sent again, when, and what would published policies of clients and proxies
  // do? For an HTTP status of 100 to 999, known or not, or a gRPC code of 0 and above, defined or not; one that is not
  // known is answered by its class, or as one that AIP-194 does not retry. The answer is what the standards say.
  // INVALID_ARGUMENT: no code, both, or one out of range; a method that is no token; a Retry-After that is neither
  // seconds nor an HTTP date; a date without received_at, or with one that is before year 1 or after 9999; a negative
  // attempt; a role that is not in the enum.
  //   client.AdviseRetry({.http_status = 503, .method = "POST", .retry_after = "7"})
  absl::StatusOr<RetryAnswer> AdviseRetry(const RetryQuestion& question) const;

  // Which gRPC code does this HTTP status (100 to 599) become under a convention? Empty: "google-apis".
  // INVALID_ARGUMENT: status out of range, or unknown convention (metadata "nearest" has the closest ids).
  // FAILED_PRECONDITION: the convention does not map in this direction.
  absl::StatusOr<HttpMapping> MapHttpStatus(int http_status, const std::string& convention = "",
                                            Others others = Others::kCounted) const;

  // Which HTTP status does this gRPC code become under a convention? For 0 and above; also takes a grpc::StatusCode.
  // Errors as for MapHttpStatus, INVALID_ARGUMENT for a negative code.
  //   client.MapGrpcCode(grpc::StatusCode::NOT_FOUND, "envoy")
  absl::StatusOr<GrpcMapping> MapGrpcCode(int grpc_code, const std::string& convention = "",
                                          Others others = Others::kCounted) const;

  // Where do all conventions disagree on this HTTP status (100 to 599)? The answers name them, and say what each school
  // answers. INVALID_ARGUMENT: out of range.
  absl::StatusOr<HttpStatusComparison> CompareOnHttpStatus(int http_status) const;

  // Where do all conventions disagree on this gRPC code? For 0 and above; also takes a grpc::StatusCode. One above 16
  // is not defined, and answered by the rules for unknown codes. INVALID_ARGUMENT: negative.
  absl::StatusOr<GrpcCodeComparison> CompareOnGrpcCode(int grpc_code) const;

  // Where do two conventions disagree, and what does not survive the way there by the one and back by the other? Empty:
  // for the one "google-apis", for the other the same as the one, so that its own round trips are what is of interest.
  // INVALID_ARGUMENT: both are empty, or an unknown convention (metadata "nearest" has the closest ids). Two
  // conventions that share no direction are no error: the parts that need it are nullopt.
  //   client.CompareConventions("envoy", "grpc-gateway")
  absl::StatusOr<PairComparison> CompareConventions(const std::string& convention,
                                                    const std::string& other_convention = "") const;

  // The conventions that map in this direction (kUnspecified: all), in the order of their ids, aliases included.
  absl::StatusOr<std::vector<Convention>> ListConventions(Direction direction = Direction::kUnspecified) const;

  // Which gRPC codes do these HTTP statuses become under a convention? One call, answered in their order. Any number
  // may stand among them: what is not 100 to 599 costs only its own answer (kNotAnHttpStatus). Eight million statuses
  // fit into the 16 MiB that a server takes unless it was told otherwise. Errors as for MapHttpStatus, without the one
  // for a status; RESOURCE_EXHAUSTED: more bytes than the server takes.
  //   client.BatchMapHttpStatuses(std::vector{200, 404, 503}, "envoy")
  absl::StatusOr<BatchMapping> BatchMapHttpStatuses(std::span<const std::int32_t> http_statuses,
                                                    const std::string& convention = "") const;

  // The same for statuses without end, a chunk at a time. The stream must not outlive the Client. It is one call to one
  // server: once an answer has come it is not retried, and no deadline ends it unless `options` has one.
  MappingStream StreamMapHttpStatuses(const std::string& convention = "", const StreamOptions& options = {}) const;

  // What happened in this log? Counts statuses by class, status, gRPC code, error rule and retry advice, and tells what
  // would change under another convention. `source` is asked for chunks until it has no more, by the calling thread.
  // Many equal statuses are best counted first and sent once, with a weight. INVALID_ARGUMENT: unknown convention, not
  // as many weights as statuses, a negative weight, or weights of more than 2^63-1 in all. FAILED_PRECONDITION: one of
  // the conventions does not map in this direction. After an error `source` may have been asked for a part only.
  absl::StatusOr<Summary> SummarizeStatuses(const ChunkSource& source, const SummaryOptions& options = {}) const;

  // Of one chunk.
  //   client.SummarizeStatuses({.http_statuses = statuses, .weights = counts}, {.against = "envoy"})
  absl::StatusOr<Summary> SummarizeStatuses(const StatusChunk& chunk, const SummaryOptions& options = {}) const;

 private:
  std::unique_ptr<v1::StatusMapService::StubInterface> stub_;
  std::chrono::milliseconds deadline_;
};

}  // namespace statusmap
