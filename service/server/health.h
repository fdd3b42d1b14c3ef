// Health of the process (grpc.health.v1): a board that says what is served, and the calls that read it.
//
// gRPC's default health service is not used: reflection cannot describe it, it knows no names but "", and an open Watch
// holds up its shutdown.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include "grpc/health/v1/health.pb.h"
#include "service/server/call_limit.h"
#include "service/server/queue.h"
#include "service/server/raw_service.h"

namespace statusmap::server {

// The serving status of each name: all are NOT_SERVING until the server is ready and from the moment it drains.
class HealthBoard {
 public:
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;

  // "" is the process itself.
  explicit HealthBoard(std::vector<std::string> names) : names_(std::move(names)) {}

  void SetServing(bool serving) { serving_.store(serving, std::memory_order_release); }

  // nullopt for a name that is not on the board.
  std::optional<Status> Of(const std::string& name) const;
  const std::vector<std::string>& names() const { return names_; }

 private:
  const std::vector<std::string> names_;
  std::atomic<bool> serving_ = false;
};

// Check: NOT_FOUND for a name that is not on the board. List: all names.
grpc::Status CheckHealth(const HealthBoard& board, grpc::ByteBuffer* request, grpc::ByteBuffer* response);
grpc::Status ListHealth(const HealthBoard& board, grpc::ByteBuffer* request, grpc::ByteBuffer* response);

// Watch: posts a call that sends the status of a name now and at every change, SERVICE_UNKNOWN for a name that is not
// on the board, and ends with UNAVAILABLE when the server drains.
void PostWatch(ByteService* service, const HealthBoard* board, Queue* queue, CallLimit* limit);

}  // namespace statusmap::server
