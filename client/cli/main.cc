#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

#include "absl/synchronization/mutex.h"
#include "client/cli/run.h"

namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

statusmap::cli::Environment OfThisProcess() {
  statusmap::cli::Environment environment;
  environment.out_is_terminal = isatty(STDOUT_FILENO) != 0;
  environment.no_color = !Variable("NO_COLOR").empty() || Variable("TERM") == "dumb";
  environment.err_can_wipe = isatty(STDERR_FILENO) != 0 && Variable("TERM") != "dumb";
  environment.server = Variable("STATUSMAP_SERVER");
  winsize size{};
  if (environment.out_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    environment.columns = size.ws_col;
  }
  return environment;
}

}  // namespace

int main(int argc, char** argv) {
  // Distributions ship Abseil with its deadlock detector on: a global lock around every lock of gRPC, and an abort on
  // an order of locks that it only suspects.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  // gRPC's own log lines are for those who ask for them: the report says what went wrong.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  std::ios::sync_with_stdio(false);
  return statusmap::cli::Run(argc, argv, std::cin, std::cout, std::cerr, OfThisProcess());
}
