// Replies that are ready together leave together.
//
// gRPC's C-core makes a system call for each reply, and with each the kernel sends a segment and wakes the client: that
// was more than a third of what a call cost where clients have many streams on a connection. Only the queue knows that
// more replies are about to follow: requests that came together wait in it one behind the other.
#pragma once

#include <sys/socket.h>

#include <vector>

namespace statusmap::server {

// Belongs to one queue, and is used on its thread only.
//
// The first reply leaves at once, the following ones are left to the kernel, which keeps them until the queue comes to
// the completion of the first: it stands behind every request that was waiting when the first one was answered, so that
// no reply waits for more than those. A call that is alone is sent as it ever was.
//
// It works by standing before sendmsg(2), which gRPC calls for TCP on the thread that finishes a call, if gRPC is
// linked statically. Where gRPC comes as a shared library, or writes on a thread of its own, nothing is held.
class Cork {
 public:
  // While one lives, what this thread sends are replies.
  class Writing {
   public:
    explicit Writing(Cork* cork);
    ~Writing();
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;
  };

  // A reply has left, or none is ready: what is held leaves, and the next reply is a first one.
  void Pull();

  bool Holds() const { return !holding_.empty(); }

  // The flags with which a reply is sent: MSG_MORE if it is held.
  int Flags(int socket, const msghdr& reply);

 private:
  bool first_left_ = false;
  std::vector<int> holding_;  // sockets
};

}  // namespace statusmap::server
