// What the channel does by itself: deadline, retries, balancing, health.
#include <gmock/gmock.h>

#include <chrono>
#include <thread>

#include "client/cpp/service_config.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "statusmap/client.h"
#include "tests/client/fake_server.h"

namespace statusmap {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::Gt;
using ::testing::HasSubstr;

grpc::Status FakeHealth::Watch(grpc::ServerContext* context, const grpc::health::v1::HealthCheckRequest* request,
                               grpc::ServerWriter<grpc::health::v1::HealthCheckResponse>* writer) {
  ++watches;
  watched = request->service();
  grpc::health::v1::HealthCheckResponse response;
  response.set_status(serving ? grpc::health::v1::HealthCheckResponse::SERVING
                              : grpc::health::v1::HealthCheckResponse::NOT_SERVING);
  writer->Write(response);
  while (!context->IsCancelled()) std::this_thread::sleep_for(milliseconds(10));
  return grpc::Status::CANCELLED;
}

FakeServer::FakeServer(bool with_health, int wanted_port) {
  service.map_http = [](auto&, const auto&, auto& response) {
    response.set_grpc_code(8);
    return grpc::Status::OK;
  };
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:" + std::to_string(wanted_port), grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  builder.SetMaxReceiveMessageSize(16 << 20);  // as our server has it
  if (with_health) builder.RegisterService(&health);
  server_ = builder.BuildAndStart();
}

void FakeServer::Stop() { server_->Shutdown(std::chrono::system_clock::now() + milliseconds(200)); }

FakeServer::~FakeServer() { Stop(); }

namespace {

// Fails the first `failures` calls with `code`, then answers.
void FailFirst(FakeServer& server, int failures, grpc::StatusCode code) {
  server.service.map_http = [&server, failures, code](auto&, const auto&, auto& response) {
    if (server.service.map_http_calls <= failures) return grpc::Status(code, "not yet");
    response.set_grpc_code(8);
    return grpc::Status::OK;
  };
}

TEST(ServiceConfig, IsTheJsonThatGrpcExpects) {
  google::protobuf::Struct config;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(internal::kServiceConfig, &config).ok());
  EXPECT_EQ(config.fields().size(), 3u);
}

TEST(Retry, ThreeTimesUnavailableIsStillAnAnswer) {
  FakeServer server;
  FailFirst(server, 3, grpc::StatusCode::UNAVAILABLE);
  const auto mapping = Client(server.Target(), {.deadline = milliseconds(10000)}).MapHttpStatus(429);
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(mapping->grpc_code, 8);
  EXPECT_EQ(server.service.map_http_calls, 4);
}

TEST(Retry, GivesUpAfterTheFourthAttempt) {
  FakeServer server;
  FailFirst(server, 100, grpc::StatusCode::UNAVAILABLE);
  const auto mapping = Client(server.Target(), {.deadline = milliseconds(10000)}).MapHttpStatus(429);
  EXPECT_EQ(mapping.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(mapping.status().message(), "not yet");
  EXPECT_EQ(server.service.map_http_calls, 4);
}

TEST(Retry, LastsUntilAServerIsBack) {
  auto server = std::make_unique<FakeServer>();
  const int port = server->port;
  const Client client(server->Target(), {.deadline = milliseconds(10000)});
  ASSERT_TRUE(client.MapHttpStatus(429).ok());
  server = nullptr;
  std::thread restart([&] {
    std::this_thread::sleep_for(milliseconds(250));
    server = std::make_unique<FakeServer>(false, port);
  });
  const auto mapping = client.MapHttpStatus(429);
  restart.join();
  EXPECT_TRUE(mapping.ok()) << mapping.status();
}

TEST(Retry, OtherCodesAreFinal) {
  for (const auto code : {grpc::StatusCode::INTERNAL, grpc::StatusCode::RESOURCE_EXHAUSTED,
                          grpc::StatusCode::INVALID_ARGUMENT, grpc::StatusCode::NOT_FOUND}) {
    FakeServer server;
    FailFirst(server, 1, code);
    const auto mapping = Client(server.Target()).MapHttpStatus(429);
    EXPECT_EQ(static_cast<int>(mapping.status().code()), code);
    EXPECT_EQ(server.service.map_http_calls, 1) << code;
  }
}

TEST(Deadline, EndsACallThatHangs) {
  FakeServer server;
  server.service.map_http = [](grpc::ServerContext& context, const auto&, auto&) {
    for (int i = 0; i < 500 && !context.IsCancelled(); ++i) std::this_thread::sleep_for(milliseconds(10));
    return grpc::Status::OK;
  };
  const auto begin = steady_clock::now();
  const auto mapping = Client(server.Target(), {.deadline = milliseconds(100)}).MapHttpStatus(429);
  EXPECT_EQ(mapping.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(4));
}

TEST(Deadline, IsTwoSecondsUnlessToldOtherwise) {
  FakeServer server;
  std::chrono::system_clock::time_point seen;
  server.service.map_http = [&seen](grpc::ServerContext& context, const auto&, auto&) {
    seen = context.deadline();
    return grpc::Status::OK;
  };
  const auto begin = std::chrono::system_clock::now();
  ASSERT_TRUE(Client(server.Target()).MapHttpStatus(429).ok());
  EXPECT_GT(seen, begin + milliseconds(1500));
  EXPECT_LT(seen, begin + milliseconds(4000));
}

TEST(Deadline, ExtremesAreNoneAndPassed) {
  FakeServer server;
  EXPECT_TRUE(Client(server.Target(), {.deadline = milliseconds::max()}).MapHttpStatus(429).ok());
  EXPECT_EQ(Client(server.Target(), {.deadline = milliseconds(0)}).MapHttpStatus(429).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(Client(server.Target(), {.deadline = milliseconds::min()}).MapHttpStatus(429).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST(Target, WithoutAServerIsUnavailable) {
  EXPECT_EQ(Client("unix:/nonexistent/socket").Lookup(404).status().code(), absl::StatusCode::kUnavailable);
}

TEST(Target, SeveralAddressesAreUsedInTurn) {
  FakeServer one;
  FakeServer two;
  const Client client(one.Target() + ",127.0.0.1:" + std::to_string(two.port));
  const auto until = steady_clock::now() + std::chrono::seconds(10);
  // The second connection may come up a moment after the first call.
  while ((one.service.map_http_calls == 0 || two.service.map_http_calls == 0) && steady_clock::now() < until) {
    ASSERT_TRUE(client.MapHttpStatus(429).ok());
  }
  const int before_one = one.service.map_http_calls;
  const int before_two = two.service.map_http_calls;
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(client.MapHttpStatus(429).ok());
  EXPECT_EQ(one.service.map_http_calls - before_one, 10);
  EXPECT_EQ(two.service.map_http_calls - before_two, 10);
}

TEST(Health, AServerThatIsNotServingGetsNoCalls) {
  FakeServer sick(true);
  FakeServer well(true);
  sick.health.serving = false;
  {
    const Client client(sick.Target() + ",127.0.0.1:" + std::to_string(well.port));
    const auto until = steady_clock::now() + std::chrono::seconds(10);
    while ((sick.health.watches == 0 || well.health.watches == 0) && steady_clock::now() < until) {
      ASSERT_TRUE(client.MapHttpStatus(429).ok());
    }
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(client.MapHttpStatus(429).ok());
  }
  EXPECT_EQ(sick.service.map_http_calls, 0);
  EXPECT_THAT(well.service.map_http_calls.load(), Gt(19));
  EXPECT_GT(sick.health.watches, 0);
  well.Stop();
  EXPECT_EQ(well.health.watched, "statusmap.v1.StatusMapService");
}

TEST(Health, WithoutTheProtocolAServerCountsAsServing) {
  FakeServer server(false);
  EXPECT_TRUE(Client(server.Target()).MapHttpStatus(429).ok());
}

TEST(UserAgent, HasThePrefix) {
  FakeServer server;
  std::string agent;
  server.service.map_http = [&agent](grpc::ServerContext& context, const auto&, auto&) {
    const auto found = context.client_metadata().find("user-agent");
    if (found != context.client_metadata().end()) agent.assign(found->second.data(), found->second.size());
    return grpc::Status::OK;
  };
  ASSERT_TRUE(Client(server.Target(), {.user_agent_prefix = "billing/1.4"}).MapHttpStatus(429).ok());
  EXPECT_THAT(agent, HasSubstr("billing/1.4 grpc-c++/"));
}

TEST(Threads, ShareAClient) {
  FakeServer server;
  const Client client(server.Target(), {.deadline = milliseconds(20000)});
  std::atomic<int> answers = 0;
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int call = 0; call < 50; ++call) answers += client.MapHttpStatus(429).ok() ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answers, 400);
}

}  // namespace
}  // namespace statusmap
