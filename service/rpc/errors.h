// The one place that words errors: what the catalogue refuses, and what goes wrong before it is asked, as a
// grpc::Status with google.rpc details (ErrorInfo always, BadRequest where a field of the request is at fault,
// RetryInfo where waiting helps). The reasons are listed at the top of the contract.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <grpcpp/support/status.h>

#include "service/catalog/refusal.h"

namespace statusmap::rpc {

// ErrorInfo.domain of every error.
inline constexpr std::string_view kErrorDomain = "statusmap.v1";

// The status for a refusal of the catalogue. Never OK.
grpc::Status ToStatus(const catalog::Refusal& refusal);

// INVALID_ARGUMENT: the bytes of a request are not a message of this type.
grpc::Status RequestMalformed(std::string_view message_type);

// NOT_FOUND: health is asked for a service that is not one of `names`.
grpc::Status ServiceUnknown(const std::string& service, const std::vector<std::string>& names);

// UNAVAILABLE: the server shuts down and ends a stream. `answered`: what the stream has got, where that is counted.
grpc::Status ServerDraining(std::optional<std::int64_t> answered = {});

// RESOURCE_EXHAUSTED: `limit` calls are in flight already. They take microseconds, so it suggests to retry in 100 ms.
grpc::Status TooManyCalls(int limit);

}  // namespace statusmap::rpc
