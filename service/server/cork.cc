#include "service/server/cork.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <cstddef>

namespace statusmap::server {
namespace {

// A reply of more bytes than this fills segments of its own, and makes its system call worth while.
constexpr std::size_t kSmall = 4096;

thread_local Cork* writing = nullptr;

bool IsSmall(const msghdr& message) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < message.msg_iovlen; ++i) bytes += message.msg_iov[i].iov_len;
  return bytes <= kSmall;
}

// The linker's --wrap=sendmsg: whoever calls sendmsg calls the first one, which calls the second one.
extern "C" {
ssize_t WrappedSendmsg(int socket, const msghdr* message, int flags) asm("__wrap_sendmsg");
ssize_t RealSendmsg(int socket, const msghdr* message, int flags) asm("__real_sendmsg");
}

ssize_t WrappedSendmsg(int socket, const msghdr* message, int flags) {
  if (writing != nullptr) flags |= writing->Flags(socket, *message);
  return RealSendmsg(socket, message, flags);
}

}  // namespace

Cork::Writing::Writing(Cork* cork) { writing = cork; }

Cork::Writing::~Writing() { writing = nullptr; }

int Cork::Flags(int socket, const msghdr& reply) {
  const bool first = !first_left_;
  first_left_ = true;
  if (first || !IsSmall(reply)) return 0;
  if (std::ranges::find(holding_, socket) == holding_.end()) holding_.push_back(socket);
  return MSG_MORE;
}

void Cork::Pull() {
  first_left_ = false;
  // It is on already, gRPC wants no delay; to turn it on has the kernel send what it has. A socket that was closed
  // meanwhile, or is no TCP socket, has nothing.
  constexpr int kOn = 1;
  for (const int socket : holding_) setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof(kOn));
  holding_.clear();
}

}  // namespace statusmap::server
