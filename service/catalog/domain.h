// The domains of the two code spaces: who is in, who is out, and how a code outside is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "service/catalog/facts.h"
#include "service/catalog/refusal.h"

namespace statusmap::catalog {

// The class by first digit. Requires 100 to 599.
constexpr StatusClass ClassOf(int http_status) { return static_cast<StatusClass>(http_status / 100); }

// The refusal of an HTTP status that is not set or not within 100 to `last`; nullopt if it is fine.
std::optional<Refusal> CheckHttpStatus(std::optional<std::int32_t> http_status, int last = kLastHttpStatus);

// The refusal of a gRPC code that is not set or negative; nullopt if it is fine, which codes above 16 are.
std::optional<Refusal> CheckGrpcCode(std::optional<std::int32_t> grpc_code);

// The name in google.rpc.Code, for instance "NOT_FOUND"; empty for a code that gRPC does not define.
std::string_view GrpcCodeName(int grpc_code);

}  // namespace statusmap::catalog
