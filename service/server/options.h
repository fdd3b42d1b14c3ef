// What can be set about the process: flags, and for each flag an environment variable.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <variant>

namespace statusmap::server {

// Defaults as --help shows them. A duration of 0 means "no limit" where the flag says so.
struct Options {
  std::string listen_address = "127.0.0.1:50051";
  int queues = 0;  // 0: one for each CPU that the process may use
  int max_calls_in_flight = 4096;
  int max_concurrent_streams = 1000;  // for each connection
  int max_request_bytes = 16 << 20;
  std::chrono::milliseconds drain_delay{0};
  std::chrono::milliseconds drain_timeout{std::chrono::seconds(10)};
  std::chrono::milliseconds max_connection_age{0};
  std::chrono::milliseconds max_connection_age_grace{std::chrono::seconds(10)};
  std::chrono::milliseconds max_connection_idle{0};
  std::chrono::milliseconds min_ping_interval{std::chrono::seconds(10)};
  std::chrono::milliseconds keepalive_time{std::chrono::minutes(2)};
  std::chrono::milliseconds keepalive_timeout{std::chrono::seconds(20)};
};

// The exit code of a process that has nothing more to do: 0 after --help and --version, 2 after a usage error.
struct Exit {
  int code;
};

// Reads flags, then environment variables, then defaults: the first that is there counts. Help, version and errors are
// written to the streams.
std::variant<Options, Exit> ParseOptions(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace statusmap::server
