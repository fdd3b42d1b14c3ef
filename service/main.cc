// statusmap-server: flags, server, wait.
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <thread>
#include <variant>

#include "absl/synchronization/mutex.h"
#include "service/server/logs.h"
#include "service/server/options.h"
#include "service/server/server.h"

namespace {

using statusmap::server::CannotListen;
using statusmap::server::Exit;
using statusmap::server::Options;
using statusmap::server::Server;

constexpr int kCannotListen = 69;  // EX_UNAVAILABLE

// Signals are taken by sigwait on one thread; every other thread inherits that they are blocked.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// A connection is a file descriptor: take as many as the process may have.
void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int WaitForSignal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  return signal;
}

void Announce(const std::string& address) {
  std::cout << "statusmap-server: serving on " << address << "; ask: grpcurl -plaintext -d '{\"http_status\": 404}' "
            << address << " statusmap.v1.StatusMapService/LookupStatus\n"
            << std::flush;
}

}  // namespace

int main(int argc, char** argv) {
  // Debian builds gRPC and Abseil with a deadlock detector that takes a global lock at every lock.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);

  const auto options = statusmap::server::ParseOptions(argc, argv, std::cout, std::cerr);
  if (const auto* exit = std::get_if<Exit>(&options)) return exit->code;

  const sigset_t signals = BlockSignals();
  RaiseFileLimit();
  statusmap::server::InstallLogs();
  const auto started = Server::Start(std::get<Options>(options));
  if (const auto* failure = std::get_if<CannotListen>(&started)) {
    std::cerr << "statusmap-server: " << failure->message << "\n";
    return kCannotListen;
  }
  Server& server = *std::get<std::unique_ptr<Server>>(started);
  Announce(server.address());

  WaitForSignal(signals);
  std::thread([signals] { std::_Exit(128 + WaitForSignal(signals)); }).detach();
  server.Drain();
  return 0;
}
