#include "service/server/health.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "service/rpc/errors.h"
#include "service/rpc/serve.h"

namespace statusmap::server {

namespace health = grpc::health::v1;

std::optional<HealthBoard::Status> HealthBoard::Of(const std::string& name) const {
  if (std::ranges::find(names_, name) == names_.end()) return std::nullopt;
  return serving_.load(std::memory_order_acquire) ? health::HealthCheckResponse::SERVING
                                                  : health::HealthCheckResponse::NOT_SERVING;
}

grpc::Status CheckHealth(const HealthBoard& board, grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  health::HealthCheckRequest question;
  if (!rpc::Parse(request, &question)) return rpc::RequestMalformed(question.GetTypeName());
  const auto status = board.Of(question.service());
  if (!status) return rpc::ServiceUnknown(question.service(), board.names());
  health::HealthCheckResponse answer;
  answer.set_status(*status);
  rpc::Serialize(answer, response);
  return grpc::Status::OK;
}

grpc::Status ListHealth(const HealthBoard& board, grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  health::HealthListRequest question;
  if (!rpc::Parse(request, &question)) return rpc::RequestMalformed(question.GetTypeName());
  health::HealthListResponse answer;
  for (const std::string& name : board.names()) {
    const auto status = board.Of(name).value_or(health::HealthCheckResponse::UNKNOWN);
    (*answer.mutable_statuses())[name].set_status(status);
  }
  rpc::Serialize(answer, response);
  return grpc::Status::OK;
}

}  // namespace statusmap::server
