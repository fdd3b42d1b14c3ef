#include "service/server/server.h"

#include <algorithm>
#include <climits>
#include <cstdint>
#include <thread>
#include <utility>

#include <grpc/grpc.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "service/rpc/bulk.h"
#include "service/rpc/handlers.h"
#include "service/rpc/serve.h"
#include "service/rpc/summarize.h"
#include "service/server/cpu.h"
#include "service/server/logs.h"
#include "service/server/reflection.h"
#include "statusmap/v1/status_map.grpc.pb.h"

namespace statusmap::server {
namespace {

constexpr int kPostedStreams = 4;  // of a method on a queue

// Health has a limit of its own, for the clients that watch it: each holds one call open.
constexpr int kMaxHealthCalls = 16384;

constexpr int kMaxMetadataBytes = 32 * 1024;

// How long no call may have been in flight before a drain believes that none is left: a request may have been read
// from its connection while its event still waits in a queue.
constexpr std::chrono::milliseconds kQuiet{20};

int Milliseconds(std::chrono::milliseconds duration) {
  return static_cast<int>(std::min<std::int64_t>(duration.count(), INT_MAX));
}

int UnlimitedIfZero(std::chrono::milliseconds duration) {
  return duration.count() == 0 ? INT_MAX : Milliseconds(duration);
}

void SetArguments(const Options& options, grpc::ServerBuilder* builder) {
  const std::pair<const char*, int> arguments[] = {
      // A second process on the same port is an error, not a silent sharer.
      {GRPC_ARG_ALLOW_REUSEPORT, 0},
      // Beyond this gRPC closes the whole connection, with all its streams; its default of 8 KiB is soon reached.
      {GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes},
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_concurrent_streams},
      {GRPC_ARG_MAX_CONNECTION_AGE_MS, UnlimitedIfZero(options.max_connection_age)},
      {GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, Milliseconds(options.max_connection_age_grace)},
      {GRPC_ARG_MAX_CONNECTION_IDLE_MS, UnlimitedIfZero(options.max_connection_idle)},
      // gRPC's default of 5 minutes disconnects clients with ordinary keepalive settings.
      {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, Milliseconds(options.min_ping_interval)},
      {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
      {GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(options.keepalive_time)},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(options.keepalive_timeout)},
      // Requests and replies of a few hundred bytes gain nothing from probing the bandwidth.
      {GRPC_ARG_HTTP2_BDP_PROBE, 0},
      // Nor are they worth to be compressed; compressed requests are read all the same.
      {GRPC_ARG_ENABLE_PER_MESSAGE_COMPRESSION, 0},
      // Nobody can ask for what channelz would record of each call.
      {GRPC_ARG_ENABLE_CHANNELZ, 0},
  };
  for (const auto& [name, value] : arguments) builder->AddChannelArgument(name, value);
  builder->SetMaxReceiveMessageSize(options.max_request_bytes);
}

std::string WithPort(const std::string& address, int port) {
  if (!absl::EndsWith(address, ":0")) return address;
  return absl::StrCat(absl::StripSuffix(address, "0"), port);
}

}  // namespace

Server::Server(const Options& options)
    : options_(options),
      limit_(options.max_calls_in_flight),
      health_limit_(kMaxHealthCalls),
      status_map_(std::make_unique<RawService<v1::StatusMapService, v1::Status>>()),
      health_(std::make_unique<RawService<grpc::health::v1::Health, grpc::health::v1::HealthCheckRequest>>()),
      reflection_v1_(
          std::make_unique<
              RawService<grpc::reflection::v1::ServerReflection, grpc::reflection::v1::ServerReflectionRequest>>()),
      reflection_v1alpha_(std::make_unique<RawService<grpc::reflection::v1alpha::ServerReflection,
                                                      grpc::reflection::v1alpha::ServerReflectionRequest>>()),
      board_({"", status_map_->Descriptor()->full_name()}) {
  for (const ByteService* service :
       {health_.get(), reflection_v1_.get(), reflection_v1alpha_.get(), status_map_.get()}) {
    service_names_.push_back(service->Descriptor()->full_name());
  }
}

Server::~Server() = default;

// A new unary method is a line here and a function in service/rpc/handlers.h.
std::vector<UnaryMethod> Server::UnaryMethods() {
  const auto ours = [this](const char* name, rpc::ByteHandler handler) {
    return UnaryMethod{status_map_.get(), status_map_->IndexOf(name), handler, &limit_};
  };
  const auto health = [this](const char* name, auto handler) {
    const auto bound = [this, handler](auto* request, auto* response) { return handler(board_, request, response); };
    return UnaryMethod{health_.get(), health_->IndexOf(name), bound, &health_limit_};
  };
  return {
      ours("LookupStatus", rpc::Serve<&rpc::LookupStatus>),
      ours("ListStatuses", rpc::Serve<&rpc::ListStatuses>),
      ours("SearchStatuses", rpc::Serve<&rpc::SearchStatuses>),
      ours("ClassifyStatus", rpc::Serve<&rpc::ClassifyStatus>),
      ours("AdviseRetry", rpc::Serve<&rpc::AdviseRetry>),
      ours("MapHttpStatus", rpc::Serve<&rpc::MapHttpStatus>),
      ours("MapGrpcCode", rpc::Serve<&rpc::MapGrpcCode>),
      ours("CompareConventions", rpc::Serve<&rpc::CompareConventions>),
      ours("ListConventions", rpc::Serve<&rpc::ListConventions>),
      ours("BatchMapHttpStatuses", rpc::BatchMapHttpStatuses),
      health("Check", CheckHealth),
      health("List", ListHealth),
  };
}

// A new method with a stream of requests is a line here and a conversation in service/rpc.
std::vector<StreamingMethod> Server::StreamingMethods() {
  const auto ours = [this](const char* name, auto begin) {
    return StreamingMethod{status_map_.get(), status_map_->IndexOf(name), begin, &limit_};
  };
  const auto reflection = [this](ByteService* service) {
    const auto begin = [this] { return NewReflection(&service_names_); };
    return StreamingMethod{service, service->IndexOf("ServerReflectionInfo"), begin, &limit_};
  };
  return {
      ours("StreamMapHttpStatuses", rpc::StreamMapHttpStatuses),
      ours("SummarizeStatuses", rpc::SummarizeStatuses),
      reflection(reflection_v1_.get()),
      reflection(reflection_v1alpha_.get()),
  };
}

std::variant<std::unique_ptr<Server>, CannotListen> Server::Start(const Options& options) {
  std::unique_ptr<Server> server(new Server(options));
  HoldErrors();
  server->Listen();
  const std::string why = ReleaseErrors();
  if (server->server_ == nullptr) {
    return CannotListen{absl::StrCat("cannot listen on ", options.listen_address, ": ",
                                     why.empty() ? "not an address that can be listened on" : why)};
  }
  server->Serve();
  return server;
}

void Server::Listen() {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(options_.listen_address, grpc::InsecureServerCredentials(), &port);
  SetArguments(options_, &builder);
  for (ByteService* service : {status_map_.get(), health_.get(), reflection_v1_.get(), reflection_v1alpha_.get()}) {
    builder.RegisterService(service->Registration());
  }
  const int queues = options_.queues > 0 ? options_.queues : UsableCpus();
  for (int i = 0; i < queues; ++i) queues_.push_back(std::make_unique<Queue>(builder.AddCompletionQueue()));
  server_ = builder.BuildAndStart();
  address_ = WithPort(options_.listen_address, port);
}

void Server::Serve() {
  // Before any queue runs: only a drain tells a Watch of a change, so none may see what was before.
  board_.SetServing(true);
  for (const auto& queue : queues_) {
    for (const UnaryMethod& method : UnaryMethods()) {
      endpoints_.push_back(std::make_unique<UnaryEndpoint>(method, queue.get()));
      endpoints_.back()->Post();
    }
    for (int i = 0; i < kPostedStreams; ++i) PostWatch(health_.get(), &board_, queue.get(), &health_limit_);
    for (const StreamingMethod& method : StreamingMethods()) {
      for (int i = 0; i < kPostedStreams; ++i) PostStreaming(method, queue.get());
    }
    queue->Start();
  }
}

void Server::Drain() {
  board_.SetServing(false);
  for (const auto& queue : queues_) queue->TellHealthChange();
  // gRPC cancels a call that arrives after the shutdown and before its client has read the GOAWAY; a client that
  // watches health sends none by then if it had the time to hear.
  std::this_thread::sleep_for(options_.drain_delay);
  const auto deadline = std::chrono::system_clock::now() + options_.drain_timeout;
  for (const auto& queue : queues_) queue->Drain();
  // Shutdown waits for connections rather than calls, and a silent client would cost the whole time. So it waits on a
  // thread of its own, and what is still there once no call is in flight is cancelled.
  std::thread shutdown([&] { server_->Shutdown(deadline); });
  AwaitQuiet(deadline);
  grpc_server_cancel_all_calls(server_->c_server());
  shutdown.join();
  for (const auto& queue : queues_) queue->Stop();
}

void Server::AwaitQuiet(std::chrono::system_clock::time_point deadline) const {
  constexpr std::chrono::milliseconds kStep{2};
  std::chrono::milliseconds quiet{0};
  while (quiet < kQuiet && std::chrono::system_clock::now() < deadline) {
    std::this_thread::sleep_for(kStep);
    quiet = limit_.in_flight() + health_limit_.in_flight() == 0 ? quiet + kStep : std::chrono::milliseconds(0);
  }
}

}  // namespace statusmap::server
