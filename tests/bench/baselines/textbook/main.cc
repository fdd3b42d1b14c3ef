// The baseline in C++: `statusmap-textbook PORT` serves the contract as gRPC's tutorial has it, with the callback API
// and Debian's shared libraries. The answers come from the handlers of the real server.
#include <chrono>
#include <csignal>
#include <iostream>
#include <memory>
#include <string>

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include "service/rpc/bulk.h"
#include "service/rpc/handlers.h"
#include "statusmap/v1/status_map.grpc.pb.h"

namespace {

namespace v1 = statusmap::v1;

class Service final : public v1::StatusMapService::CallbackService {
 public:
  grpc::ServerUnaryReactor* LookupStatus(grpc::CallbackServerContext* context, const v1::LookupStatusRequest* request,
                                         v1::LookupStatusResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(statusmap::rpc::LookupStatus(*request, response));
    return reactor;
  }

  grpc::ServerUnaryReactor* MapHttpStatus(grpc::CallbackServerContext* context, const v1::MapHttpStatusRequest* request,
                                          v1::MapHttpStatusResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(statusmap::rpc::MapHttpStatus(*request, response));
    return reactor;
  }

  grpc::ServerUnaryReactor* BatchMapHttpStatuses(grpc::CallbackServerContext* context,
                                                 const v1::BatchMapHttpStatusesRequest* request,
                                                 v1::BatchMapHttpStatusesResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(statusmap::rpc::BatchMapper().Map(*request, response));
    return reactor;
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: statusmap-textbook PORT\n";
    return 2;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  grpc::EnableDefaultHealthCheckService(true);
  Service service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(std::string("127.0.0.1:") + argv[1], grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 69;
  std::cout << "serving on 127.0.0.1:" << argv[1] << "\n" << std::flush;

  int signal = 0;
  sigwait(&signals, &signal);
  server->Shutdown(std::chrono::system_clock::now());
  return 0;
}
