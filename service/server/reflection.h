// Reflection (grpc.reflection.v1 and v1alpha, whose messages are the same on the wire), on the server's own queues.
//
// gRPC's plugin is not used: it brings a thread pool of its own, and Debian's has v1alpha only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "grpc/reflection/v1/reflection.pb.h"
#include "service/rpc/conversation.h"

namespace statusmap::server {

// The answer to one question about the contract. What is not found, and a question without a kind, is answered by an
// error_response; the stream goes on.
void Reflect(const std::vector<std::string>& services, const grpc::reflection::v1::ServerReflectionRequest& request,
             grpc::reflection::v1::ServerReflectionResponse* response);

// A stream of such questions, each answered in its turn.
std::unique_ptr<rpc::Conversation> NewReflection(const std::vector<std::string>* services);

}  // namespace statusmap::server
