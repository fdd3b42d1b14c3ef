#include "service/catalog/domain.h"

#include <string>

#include "service/catalog/tables.h"

namespace statusmap::catalog {

Refusal HttpStatusRefusal(std::optional<std::int32_t> http_status, int last) {
  const std::string allowed = std::to_string(kFirstHttpStatus) + " to " + std::to_string(last);
  if (!http_status) return Refusal{Reason::kFieldMissing, "http_status", "", allowed, {}};
  return Refusal{Reason::kHttpStatusOutOfRange, "http_status", std::to_string(*http_status), allowed, {}};
}

Refusal GrpcCodeRefusal(std::optional<std::int32_t> grpc_code) {
  const std::string allowed = "0 to 16 (codes above are not defined, but some conventions have a rule for them)";
  if (!grpc_code) return Refusal{Reason::kFieldMissing, "grpc_code", "", allowed, {}};
  return Refusal{Reason::kGrpcCodeNegative, "grpc_code", std::to_string(*grpc_code), allowed, {}};
}

std::string_view GrpcCodeName(int grpc_code) {
  if (grpc_code < kFirstGrpcCode || grpc_code > kLastGrpcCode) return {};
  return kGrpcCodes[grpc_code].name;
}

}  // namespace statusmap::catalog
