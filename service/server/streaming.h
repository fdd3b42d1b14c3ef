// Calls with many messages: the machinery is the same for every method, only the conversation differs.
#pragma once

#include <functional>
#include <memory>

#include "service/rpc/conversation.h"
#include "service/server/call_limit.h"
#include "service/server/queue.h"
#include "service/server/raw_service.h"

namespace statusmap::server {

// A method whose client streams, who answers it, and the limit under which it does. Whether the server streams too is
// up to the conversation: to gRPC both are the same.
struct StreamingMethod {
  ByteService* service;
  int index;
  std::function<std::unique_ptr<rpc::Conversation>()> begin;
  CallLimit* limit;
};

// Posts a call on the queue; when a client takes it, another one takes its place.
void PostStreaming(const StreamingMethod& method, Queue* queue);

}  // namespace statusmap::server
