// What an error of the service says to a program: the google.rpc details that travel with it, decoded.
//
// Every method of Client reports a failure as an absl::Status with the code and message that the service sent (or that
// gRPC made, for instance UNAVAILABLE). Each detail rides along as a payload whose key is its type URL, so that it also
// survives when the absl::Status is passed on. DetailsOf reads them. Match on the reason, never on the message.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace statusmap {

// One field of a request that the service refused (google.rpc.BadRequest).
struct FieldViolation {
  std::string field;        // its name in the contract, for instance "http_status"
  std::string description;  // what is wrong with it, for people
};

// The details of one error. What the service did not send is empty.
struct ErrorDetails {
  // One of the reasons listed at the top of status_map.proto, for instance "CONVENTION_UNKNOWN".
  std::string reason;
  // "statusmap.v1" if the service itself refused; another one if a proxy or a mesh did.
  std::string domain;
  // More about the reason, for instance "nearest" with the ids close to a misspelled convention.
  std::map<std::string, std::string> metadata;
  // The fields at fault. Empty if the error is not about a field.
  std::vector<FieldViolation> field_violations;
  // How long to wait before the next attempt, if the service says so.
  std::optional<std::chrono::nanoseconds> retry_delay;
};

// The details that `status` carries; nullopt if it is OK, carries none that this library knows, or carries only ones
// that do not parse. Reads nothing but `status`; the result owns its strings.
//
//   auto entry = client.Lookup(471);
//   auto details = statusmap::DetailsOf(entry.status());
//   if (details && details->reason == "HTTP_STATUS_UNKNOWN") return Classify(471);
std::optional<ErrorDetails> DetailsOf(const absl::Status& status);

}  // namespace statusmap
