// The server inside the test's process, with real connections on a free port. The process around it (signals, exit
// codes) is tested end to end.
#include "service/server/server.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "grpc/health/v1/health.grpc.pb.h"
#include "service/server/logs.h"
#include "statusmap/v1/status_map.grpc.pb.h"

namespace statusmap::server {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using std::chrono::system_clock;

constexpr std::chrono::seconds kPatience{60};

Options TestOptions() {
  Options options;
  options.listen_address = "127.0.0.1:0";
  options.queues = 2;
  options.drain_timeout = std::chrono::seconds(5);
  return options;
}

std::unique_ptr<Server> Started(const Options& options) {
  auto result = Server::Start(options);
  EXPECT_TRUE(std::holds_alternative<std::unique_ptr<Server>>(result));
  return std::get<std::unique_ptr<Server>>(std::move(result));
}

// A channel of its own: channels to one address share a connection otherwise. It is connected, which may take it a
// second try: gRPC reads errno some calls after connect(2), and takes whatever they left there for the reason of a
// failure.
std::shared_ptr<grpc::Channel> Connect(const Server& server) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  auto channel = grpc::CreateCustomChannel(server.address(), grpc::InsecureChannelCredentials(), arguments);
  EXPECT_TRUE(channel->WaitForConnected(system_clock::now() + kPatience));
  return channel;
}

grpc::Status Classify(v1::StatusMapService::Stub* stub, int http_status, v1::ClassifyStatusResponse* response) {
  grpc::ClientContext context;
  context.set_deadline(system_clock::now() + kPatience);
  v1::ClassifyStatusRequest request;
  request.set_http_status(http_status);
  return stub->ClassifyStatus(&context, request, response);
}

TEST(Server, AnswersManyCallersAtATime) {
  const auto server = Started(TestOptions());
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&, caller] {
      const auto stub = v1::StatusMapService::NewStub(Connect(*server));
      for (int i = 0; i < 200; ++i) {
        v1::ClassifyStatusResponse response;
        const int code = 100 + (((caller * 200) + i) % 900);
        const grpc::Status status = Classify(stub.get(), code, &response);
        ASSERT_TRUE(status.ok()) << status.error_code() << ' ' << status.error_message();
        ASSERT_EQ(response.http_status(), code);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  server->Drain();
}

TEST(Server, DrainsWithoutAnyCaller) {
  const auto server = Started(TestOptions());
  const auto start = system_clock::now();
  server->Drain();
  EXPECT_LT(system_clock::now() - start, TestOptions().drain_timeout) << "waited for nobody";
}

TEST(Server, RefusesAnAddressInUse) {
  InstallLogs();
  const auto server = Started(TestOptions());
  Options same = TestOptions();
  same.listen_address = server->address();
  const auto second = Server::Start(same);
  ASSERT_TRUE(std::holds_alternative<CannotListen>(second));
  EXPECT_EQ(std::get<CannotListen>(second).message,
            "cannot listen on " + server->address() + ": Address already in use");
  server->Drain();
}

TEST(Server, TellsWatchersThatItGoes) {
  const auto server = Started(TestOptions());
  const auto stub = Health::NewStub(Connect(*server));
  grpc::ClientContext context;
  context.set_deadline(system_clock::now() + kPatience);
  HealthCheckRequest request;
  request.set_service("statusmap.v1.StatusMapService");
  const auto reader = stub->Watch(&context, request);
  HealthCheckResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);

  std::thread drain([&] { server->Drain(); });
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  drain.join();
}

TEST(Server, ForgetsWatchersThatLeave) {
  Options options = TestOptions();
  options.max_calls_in_flight = 1;
  const auto server = Started(options);
  const auto channel = Connect(*server);
  const auto deadline = system_clock::now() + kPatience;
  for (int watched = 0; watched < 20;) {
    grpc::ClientContext context;
    context.set_deadline(deadline);
    const auto reader = Health::NewStub(channel)->Watch(&context, HealthCheckRequest());
    HealthCheckResponse response;
    // The server may take a moment to notice that the watcher before has left; until then it refuses this one.
    if (!reader->Read(&response)) {
      ASSERT_EQ(reader->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      continue;
    }
    ++watched;
    context.TryCancel();
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  server->Drain();
}

}  // namespace
}  // namespace statusmap::server
