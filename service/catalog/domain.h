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

// Whether an HTTP status is set and within 100 to `last`.
constexpr bool IsHttpStatus(const std::optional<std::int32_t>& http_status, int last = kLastHttpStatus) {
  return http_status && kFirstHttpStatus <= *http_status && *http_status <= last;
}

// Whether a gRPC code is set and not negative: codes above 16 are fine.
constexpr bool IsGrpcCode(const std::optional<std::int32_t>& grpc_code) {
  return grpc_code && *grpc_code >= kFirstGrpcCode;
}

// Why it is none. Apart from the question, so that who asks it does not pay for texts that it hardly ever needs.
Refusal HttpStatusRefusal(std::optional<std::int32_t> http_status, int last = kLastHttpStatus);
Refusal GrpcCodeRefusal(std::optional<std::int32_t> grpc_code);

// Both at once: the refusal, or nullopt if the code is fine.
inline std::optional<Refusal> CheckHttpStatus(std::optional<std::int32_t> http_status, int last = kLastHttpStatus) {
  return IsHttpStatus(http_status, last) ? std::nullopt : std::optional(HttpStatusRefusal(http_status, last));
}
inline std::optional<Refusal> CheckGrpcCode(std::optional<std::int32_t> grpc_code) {
  return IsGrpcCode(grpc_code) ? std::nullopt : std::optional(GrpcCodeRefusal(grpc_code));
}

// The name in google.rpc.Code, for instance "NOT_FOUND"; empty for a code that gRPC does not define.
std::string_view GrpcCodeName(int grpc_code);

}  // namespace statusmap::catalog
