// The server: one listener, one completion queue for each CPU, and the services on them.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <grpcpp/server.h>

#include "service/server/call_limit.h"
#include "service/server/health.h"
#include "service/server/options.h"
#include "service/server/queue.h"
#include "service/server/raw_service.h"
#include "service/server/streaming.h"
#include "service/server/unary.h"

namespace statusmap::server {

// Why there is no server: the address cannot be listened on, in the operating system's words.
struct CannotListen {
  std::string message;
};

class Server {
 public:
  // Listens, serves, and says so on the health board; or does not listen.
  static std::variant<std::unique_ptr<Server>, CannotListen> Start(const Options& options);

  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The address with the port that was picked, for instance "127.0.0.1:43121".
  const std::string& address() const { return address_; }

  // Says NOT_SERVING and still answers for the drain delay; then ends the streams, lets calls in flight finish for as
  // long as the options allow, and ends everything. Blocks until then. Once.
  void Drain();

 private:
  explicit Server(const Options& options);

  void Listen();
  void Serve();
  std::vector<UnaryMethod> UnaryMethods();
  std::vector<StreamingMethod> StreamingMethods();
  void AwaitQuiet(std::chrono::system_clock::time_point deadline) const;

  const Options options_;
  std::string address_;
  CallLimit limit_;
  // A busy server must still be able to say how it is.
  CallLimit health_limit_;
  std::unique_ptr<ByteService> status_map_;
  std::unique_ptr<ByteService> health_;
  std::unique_ptr<ByteService> reflection_v1_;
  std::unique_ptr<ByteService> reflection_v1alpha_;
  std::vector<std::string> service_names_;
  HealthBoard board_;
  std::vector<std::unique_ptr<Queue>> queues_;
  std::vector<std::unique_ptr<UnaryEndpoint>> endpoints_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace statusmap::server
