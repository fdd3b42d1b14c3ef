// What the libraries log, and what the process makes of it.
#pragma once

#include <string>

namespace statusmap::server {

// Exit code (EX_OSERR) of a process that can no longer accept connections.
inline constexpr int kCannotAccept = 71;

// Takes over the libraries' logs for the whole process. What gRPC has to say goes to standard error; what Protobuf says
// of requests that do not parse is dropped, since the caller is told, and could fill the log otherwise.
//
// A line of gRPC that says that a listener could not accept a connection ends the process: gRPC 1.51 stops listening
// for good after running out of file descriptors (CVE-2023-4785), and whoever supervises a process can only restart one
// that is gone.
void InstallLogs();

// Between these two calls errors are kept rather than printed; the second returns the operating system's words in them
// ("Address already in use"), or nothing.
void HoldErrors();
std::string ReleaseErrors();

}  // namespace statusmap::server
