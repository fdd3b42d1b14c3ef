#include "service/server/logs.h"

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string_view>

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

namespace statusmap::server {
namespace {

std::mutex mutex;
bool holding = false;
std::string held;

bool Hold(std::string_view message) {
  const std::scoped_lock lock(mutex);
  if (holding) held.append(message).append("\n");
  return holding;
}

void Log(gpr_log_func_args* args) {
  const std::string_view message = args->message;
  if (args->severity == GPR_LOG_SEVERITY_ERROR && Hold(message)) return;
  std::fprintf(stderr, "statusmap-server: grpc: %s\n", args->message);
  if (message.find("Failed accept4") != std::string_view::npos) {
    std::fputs("statusmap-server: cannot accept connections any more, giving up\n", stderr);
    std::_Exit(kCannotAccept);
  }
}

}  // namespace

void InstallLogs() {
  gpr_set_log_function(Log);
  google::protobuf::SetLogHandler(nullptr);
}

void HoldErrors() {
  const std::scoped_lock lock(mutex);
  holding = true;
}

std::string ReleaseErrors() {
  const std::scoped_lock lock(mutex);
  holding = false;
  // gRPC prints an error as a tree of properties, one of which is os_error:"...".
  constexpr std::string_view kProperty = "os_error:\"";
  const std::size_t start = held.rfind(kProperty);
  if (start == std::string::npos) return {};
  const std::size_t text = start + kProperty.size();
  return held.substr(text, held.find('"', text) - text);
}

}  // namespace statusmap::server
