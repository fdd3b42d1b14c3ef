// The answers of Client::CompareOnHttpStatus, CompareOnGrpcCode and CompareConventions. The rules of types.h hold here
// too.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "statusmap/types.h"

namespace statusmap {

// Conventions that read HTTP errors in the same way: they agree on 400, 404, 429 and 504. A convention that agrees with
// none belongs to no school.
struct School {
  std::string id;                   // "intermediary" or "translation"
  std::string summary;              // how it reads HTTP errors
  std::vector<GrpcAnswer> answers;  // of its conventions for the status asked about, the most common first
};

// What all conventions make of an HTTP status.
struct HttpStatusComparison {
  int http_status = 0;
  std::vector<GrpcAnswer> answers;  // with the conventions that give them, the most common first
  std::vector<School> schools;
};

// What all conventions make of a gRPC code.
struct GrpcCodeComparison {
  int grpc_code = 0;
  std::string grpc_code_name;       // in google.rpc.Code; empty above 16
  std::vector<HttpAnswer> answers;  // with the conventions that give them, the most common first
};

// A status that two conventions answer differently.
struct HttpDifference {
  int http_status = 0;
  std::optional<int> grpc_code;  // what the one answers; nullopt: nothing
  std::string grpc_code_name;
  std::optional<int> other_grpc_code;  // what the other answers; nullopt: nothing
  std::string other_grpc_code_name;
};

// The statuses on which two conventions differ.
struct HttpDifferences {
  std::vector<HttpDifference> differences;  // in ascending order
  int compared = 0;                         // how many statuses were compared
};

// A gRPC code that two conventions answer differently.
struct GrpcDifference {
  int grpc_code = 0;
  std::string grpc_code_name;
  std::optional<int> http_status;        // what the one answers; nullopt: nothing
  std::optional<int> other_http_status;  // what the other answers; nullopt: nothing
};

// The gRPC codes on which two conventions differ.
struct GrpcDifferences {
  std::vector<GrpcDifference> differences;  // in ascending order
  int compared = 0;                         // how many codes were compared
};

// An HTTP status that does not come back as itself.
struct HttpLoss {
  int http_status = 0;
  std::optional<int> via_grpc_code;  // on the way; nullopt: the way ended here
  std::string via_grpc_code_name;
  std::optional<int> returned_http_status;  // nullopt: none came back
};

// What becomes of all HTTP statuses on the way to gRPC and back.
struct HttpRoundTrip {
  int sent = 0;                // 500
  int kept = 0;                // how many came back as themselves
  std::vector<HttpLoss> lost;  // the others, in ascending order
};

// A gRPC code that does not come back as itself.
struct GrpcLoss {
  int grpc_code = 0;
  std::string grpc_code_name;
  std::optional<int> via_http_status;     // on the way; nullopt: the way ended here
  std::optional<int> returned_grpc_code;  // nullopt: none came back
  std::string returned_grpc_code_name;
};

// What becomes of all gRPC codes on the way to HTTP and back.
struct GrpcRoundTrip {
  int sent = 0;                // 17
  int kept = 0;                // how many came back as themselves
  std::vector<GrpcLoss> lost;  // the others, in ascending order
};

// Two conventions side by side. A part is nullopt if one of the two does not map in a direction that it needs.
struct PairComparison {
  std::string convention;                           // the one: its id, also when it was left out
  std::string other_convention;                     // the other: the same
  std::optional<HttpDifferences> http_differences;  // 100 to 599
  std::optional<GrpcDifferences> grpc_differences;  // 0 to 16
  std::optional<HttpRoundTrip> http_round_trip;     // to gRPC by the one, and back by the other
  std::optional<GrpcRoundTrip> grpc_round_trip;     // to HTTP by the one, and back by the other
};

}  // namespace statusmap
