// The catalogue inside the command: the service in this process, reached through an in-process channel, so that the
// command answers without a server and still runs the code that asks one.
#pragma once

#include <memory>

#include "grpcpp/grpcpp.h"

namespace statusmap::cli {

// A gRPC server without a listening port. Stops when destroyed, which waits for its calls.
class Embedded {
 public:
  Embedded();
  ~Embedded();

  // A channel to it. Must not outlive it.
  std::shared_ptr<grpc::Channel> NewChannel() const;

 private:
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace statusmap::cli
