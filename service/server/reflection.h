// Reflection (grpc.reflection.v1 and v1alpha, whose messages are the same on the wire), on the server's own queues.
//
// gRPC's plugin is not used: it brings a thread pool of its own, and Debian's has v1alpha only.
#pragma once

#include <string>
#include <vector>

#include "grpc/reflection/v1/reflection.pb.h"
#include "service/server/call_limit.h"
#include "service/server/queue.h"
#include "service/server/raw_service.h"

namespace statusmap::server {

// The answer to one question about the contract. What is not found, and a question without a kind, is answered by an
// error_response; the stream goes on.
void Reflect(const std::vector<std::string>& services, const grpc::reflection::v1::ServerReflectionRequest& request,
             grpc::reflection::v1::ServerReflectionResponse* response);

// Posts a call that answers questions one after the other, until the client is done or the server drains.
void PostReflection(ByteService* service, const std::vector<std::string>* services, Queue* queue, CallLimit* limit);

}  // namespace statusmap::server
