// Unary calls: the machinery is the same for every method, only the handler differs.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include "service/server/call_limit.h"
#include "service/server/queue.h"
#include "service/server/raw_service.h"

namespace statusmap::server {

// A method, who answers it, and the limit under which it does.
struct UnaryMethod {
  ByteService* service;
  int index;
  std::function<grpc::Status(grpc::ByteBuffer* request, grpc::ByteBuffer* response)> handler;
  CallLimit* limit;
};

class UnaryCall;

// The calls of one method on one queue. Some are always posted, which means that gRPC may hand a request to them; a
// call that has answered is posted again. Lives as long as its queue runs.
//
// A request that finds no call posted takes a slow path; but Debian's gRPC scans what is posted, of all methods, at
// every completion. So few are posted at first, and more once so many requests have come at a time.
class UnaryEndpoint {
 public:
  UnaryEndpoint(UnaryMethod method, Queue* queue);
  ~UnaryEndpoint();

  // Posts the first calls. Once, when the server runs.
  void Post();

 private:
  friend class UnaryCall;

  // A call got its request: another one takes its place.
  void OnRequest();
  // A call has answered and can be used again.
  void OnAnswered(UnaryCall* call);
  void PostMore(int calls);
  void PostOne();

  const UnaryMethod method_;
  Queue* const queue_;
  std::vector<std::unique_ptr<UnaryCall>> calls_;
  std::vector<UnaryCall*> idle_;
  int posted_ = 0;
  int requests_ = 0;  // that came one behind the other, with no completion between them
};

}  // namespace statusmap::server
