#include "client/cli/embedded.h"

#include "service/rpc/local_service.h"

namespace statusmap::cli {

Embedded::Embedded() : service_(std::make_unique<rpc::LocalService>()) {
  grpc::ServerBuilder builder;
  builder.RegisterService(service_.get());
  // The command asks one question at a time; the defaults start a queue and threads for every core.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
  server_ = builder.BuildAndStart();
}

Embedded::~Embedded() { server_->Shutdown(); }

std::shared_ptr<grpc::Channel> Embedded::NewChannel() const { return server_->InProcessChannel({}); }

}  // namespace statusmap::cli
