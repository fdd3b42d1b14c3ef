// statusmap-load: calls a service at a steady rate over many connections, each with the channel of the C++ client,
// until enough calls were made and standard input ended. Prints what became of them, as JSON.
//
// A call is sent when its time has come, whatever became of those before, and its latency counts from that time on: a
// stalled service cannot hide by slowing down its clients.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>
#include <CLI/CLI.hpp>

#include "absl/synchronization/mutex.h"
#include "client/cpp/call.h"
#include "statusmap/v1/status_map.grpc.pb.h"

namespace {

using statusmap::v1::StatusMapService;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Flags {
  std::vector<std::string> targets;
  int connections = 20;
  int rate = 400;
  int calls = 1000;
  int calls_per_connection = 0;
  int idle = 0;
  int deadline_ms = 2000;
};

// What the C core says about retries when its trace is on: it offers no other way to count them.
std::atomic<int> policy_retries = 0;
std::atomic<int> transparent_retries = 0;

void CountRetries(gpr_log_func_args* arguments) {
  if (std::strstr(arguments->message, "retrying failed call in") != nullptr) ++policy_retries;
  if (std::strstr(arguments->message, "scheduling transparent retry") != nullptr) ++transparent_retries;
}

// Channels with equal arguments share their connections, and a user agent of its own makes one unequal.
std::shared_ptr<grpc::Channel> NewConnection(const std::string& target) {
  static int number = 0;
  statusmap::ClientOptions options;
  options.user_agent_prefix = "load/" + std::to_string(++number);
  return statusmap::internal::NewChannel(target, options);
}

class Connection {
 public:
  // `lifetime` calls, then a new connection takes its place; 0: for good.
  Connection(std::string target, int lifetime) : target_(std::move(target)), lifetime_(lifetime) { Renew(); }

  std::shared_ptr<StatusMapService::Stub> Next() {
    if (lifetime_ > 0 && used_ == lifetime_) Renew();
    ++used_;
    return stub_;
  }

 private:
  void Renew() {
    stub_ = StatusMapService::NewStub(NewConnection(target_));
    used_ = 0;
  }

  std::string target_;
  int lifetime_;
  int used_ = 0;
  std::shared_ptr<StatusMapService::Stub> stub_;
};

struct Call {
  steady_clock::time_point due;
  // The channel outlives its calls.
  std::shared_ptr<StatusMapService::Stub> stub;
  grpc::ClientContext context;
  statusmap::v1::MapHttpStatusResponse response;
  grpc::Status status;
  std::unique_ptr<grpc::ClientAsyncResponseReader<statusmap::v1::MapHttpStatusResponse>> reader;
};

const char* Name(grpc::StatusCode code) {
  static const char* const kNames[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  return 0 <= code && code < static_cast<int>(std::size(kNames)) ? kNames[code] : "?";
}

std::string Quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return result + "\"";
}

// What became of the calls. One thread adds, and the report comes after it has ended.
class Outcomes {
 public:
  void Add(const Call& call) {
    const std::chrono::duration<double, std::milli> latency = steady_clock::now() - call.due;
    latencies_.push_back(latency.count());
    const bool answered = call.status.ok() && call.response.grpc_code() == kExpected;
    ++by_code_[call.status.ok() && !answered ? "WRONG_ANSWER" : Name(call.status.error_code())];
    if (answered) {
      ++by_peer_[call.context.peer()];
    } else {
      ++errors_[call.status.error_message() + " from " + call.context.peer()];
    }
  }

  void Print(double seconds) {
    std::ranges::sort(latencies_);
    const int calls = static_cast<int>(latencies_.size());
    std::cout << "{\"calls\": " << calls << ", \"failed\": " << calls - by_code_["OK"]
              << ", \"retries\": " << policy_retries << ", \"transparent_retries\": " << transparent_retries
              << ", \"p50_ms\": " << Percentile(0.5) << ", \"p99_ms\": " << Percentile(0.99)
              << ", \"max_ms\": " << Percentile(1) << ", \"seconds\": " << seconds;
    PrintCounts("codes", by_code_);
    PrintCounts("peers", by_peer_);
    PrintCounts("errors", errors_);
    std::cout << "}\n" << std::flush;
  }

  // 429 for envoy, see service/data/mappings.csv.
  static constexpr int kAsked = 429;
  static constexpr int kExpected = 14;

 private:
  double Percentile(double share) const {
    if (latencies_.empty()) return 0;
    const auto index = static_cast<std::size_t>(share * static_cast<double>(latencies_.size() - 1));
    return static_cast<int>(latencies_[index] * 100) / 100.0;
  }

  static void PrintCounts(const char* name, const std::map<std::string, int>& counts) {
    std::cout << ", \"" << name << "\": {";
    const char* separator = "";
    for (const auto& [key, count] : counts) {
      std::cout << separator << Quoted(key) << ": " << count;
      separator = ", ";
    }
    std::cout << "}";
  }

  std::vector<double> latencies_;
  std::map<std::string, int> by_code_;
  std::map<std::string, int> by_peer_;
  std::map<std::string, int> errors_;
};

void Collect(grpc::CompletionQueue* queue, Outcomes* outcomes) {
  void* tag = nullptr;
  bool ok = false;
  while (queue->Next(&tag, &ok)) {
    const std::unique_ptr<Call> call(static_cast<Call*>(tag));
    outcomes->Add(*call);
  }
}

void Send(Connection* connection, steady_clock::time_point due, int deadline_ms, grpc::CompletionQueue* queue) {
  statusmap::v1::MapHttpStatusRequest request;
  request.set_http_status(Outcomes::kAsked);
  request.set_convention("envoy");
  auto call = std::make_unique<Call>();
  call->due = due;
  call->stub = connection->Next();
  call->context.set_deadline(std::chrono::system_clock::now() + milliseconds(deadline_ms));
  call->reader = call->stub->AsyncMapHttpStatus(&call->context, request, queue);
  Call* tag = call.release();
  tag->reader->Finish(&tag->response, &tag->status, tag);
}

// Half of the connections last, where calls_per_connection bounds the others.
std::vector<Connection> Connections(const Flags& flags) {
  std::vector<Connection> connections;
  for (int i = 0; i < flags.connections; ++i) {
    const int lifetime = i % 2 == 0 ? 0 : flags.calls_per_connection;
    for (const std::string& target : flags.targets) connections.emplace_back(target, lifetime);
  }
  return connections;
}

// Connected channels without a call, but for the health check that each of them watches.
std::vector<std::shared_ptr<grpc::Channel>> IdleConnections(const Flags& flags) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < flags.idle; ++i) {
    channels.push_back(NewConnection(flags.targets[i % flags.targets.size()]));
    // One by one: a burst of thousands would fill the listener's backlog.
    const auto deadline = std::chrono::system_clock::now() + std::chrono::seconds(5);
    if (!channels.back()->WaitForConnected(deadline)) {
      std::cerr << "statusmap-load: connection " << i << " did not come up\n";
      std::exit(1);
    }
  }
  if (flags.idle > 0) std::cerr << "statusmap-load: " << flags.idle << " idle connections\n";
  return channels;
}

void Load(const Flags& flags) {
  const auto idle = IdleConnections(flags);
  std::vector<Connection> connections = Connections(flags);
  std::atomic<bool> told_to_end = false;
  std::thread([&told_to_end] {
    while (std::cin.get() != EOF) continue;
    told_to_end = true;
  }).detach();

  grpc::CompletionQueue queue;
  Outcomes outcomes;
  std::thread collector([&] { Collect(&queue, &outcomes); });
  const auto begin = steady_clock::now();
  for (std::int64_t sent = 0; sent < flags.calls || !told_to_end; ++sent) {
    const auto due = begin + std::chrono::nanoseconds(std::chrono::seconds(1)) * sent / flags.rate;
    std::this_thread::sleep_until(due);
    Send(&connections[sent % connections.size()], due, flags.deadline_ms, &queue);
  }
  const std::chrono::duration<double> seconds = steady_clock::now() - begin;
  // Shutdown waits for the calls that were begun, each of which has a deadline.
  queue.Shutdown();
  collector.join();
  outcomes.Print(seconds.count());
}

void RaiseFileLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  Flags flags;
  CLI::App app("Calls statusmap at a steady rate until standard input ends.", "statusmap-load");
  app.option_defaults()->always_capture_default();
  app.add_option("--target", flags.targets, "A gRPC target; may be given several times")->required();
  app.add_option("--connections", flags.connections, "For each target");
  app.add_option("--rate", flags.rate, "Calls per second over all connections");
  app.add_option("--calls", flags.calls, "At least so many calls");
  app.add_option("--calls_per_connection", flags.calls_per_connection,
                 "Every second connection is replaced after so many calls; 0: never");
  app.add_option("--idle", flags.idle, "Open so many more connections first, without calls");
  app.add_option("--deadline_ms", flags.deadline_ms, "Of each call, its retries included");
  CLI11_PARSE(app, argc, argv);

  RaiseFileLimit();
  // Before gRPC reads them.
  setenv("GRPC_TRACE", "retry", 1);
  setenv("GRPC_VERBOSITY", "info", 1);
  gpr_set_log_function(CountRetries);
  Load(flags);
  // The thread that reads standard input may still wait.
  std::cout.flush();
  std::_Exit(0);
}
