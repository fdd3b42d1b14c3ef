#include "service/server/cork.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace statusmap::server {
namespace {

using ::testing::StrEq;

// As gRPC sends.
ssize_t Send(int socket, std::string text) {
  iovec part{text.data(), text.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  return sendmsg(socket, &message, MSG_NOSIGNAL);
}

// A TCP connection over the loopback interface, as gRPC makes them: without Nagle's delay.
class Connection {
 public:
  Connection() {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(listener, name, size), 0);
    EXPECT_EQ(listen(listener, 1), 0);
    EXPECT_EQ(getsockname(listener, name, &size), 0);
    EXPECT_EQ(connect(client_, name, size), 0);
    server_ = accept(listener, nullptr, nullptr);
    constexpr int kOn = 1;
    EXPECT_EQ(setsockopt(server_, IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof(kOn)), 0);
    close(listener);
  }
  ~Connection() {
    close(client_);
    close(server_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Send(const std::string& text) const {
    EXPECT_EQ(server::Send(server_, text), static_cast<ssize_t>(text.size()));
  }

  // What the client has received and not read yet, without a wait. Nothing is taken: a client that reads tells the
  // kernel of the server, which then sends what it keeps.
  std::string Arrived() const {
    std::string text(1 << 16, '\0');
    const ssize_t size = recv(client_, text.data(), text.size(), MSG_PEEK | MSG_DONTWAIT);
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return text;
  }

  // The same, once so many bytes are there.
  std::string Arrived(std::size_t size) const {
    for (int i = 0; i < 5000 && Arrived().size() < size; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return Arrived();
  }

 private:
  const int client_ = socket(AF_INET, SOCK_STREAM, 0);
  int server_ = -1;
};

void Reply(Cork* cork, const Connection& connection, const std::string& text) {
  const Cork::Writing writing(cork);
  connection.Send(text);
}

TEST(CorkTest, OneReplyLeavesAtOnce) {
  Cork cork;
  const Connection connection;
  Reply(&cork, connection, "first");
  EXPECT_FALSE(cork.Holds());
  EXPECT_THAT(connection.Arrived(5), StrEq("first"));
}

TEST(CorkTest, FollowingRepliesLeaveTogether) {
  // The kernel keeps them for a fifth of a second. Where this thread had to wait so long, it is tried again.
  const auto over = [](auto begin) {
    return std::chrono::steady_clock::now() - begin > std::chrono::milliseconds(100);
  };
  for (int tries = 0; tries < 20; ++tries) {
    Cork cork;
    const Connection connection;
    Reply(&cork, connection, "first ");
    ASSERT_THAT(connection.Arrived(6), StrEq("first "));
    const auto begin = std::chrono::steady_clock::now();
    Reply(&cork, connection, "second ");
    Reply(&cork, connection, "third");
    EXPECT_TRUE(cork.Holds());
    const std::string before = connection.Arrived();
    cork.Pull();
    EXPECT_FALSE(cork.Holds());
    EXPECT_THAT(connection.Arrived(18), StrEq("first second third"));
    if (over(begin)) continue;
    EXPECT_THAT(before, StrEq("first "));
    return;
  }
  FAIL() << "what was held did not leave when the cork was pulled, or this machine is too busy";
}

TEST(CorkTest, EveryConnectionGetsWhatWasHeld) {
  Cork cork;
  const Connection one;
  const Connection other;
  Reply(&cork, one, "1");
  Reply(&cork, other, "a");
  Reply(&cork, one, "2");
  Reply(&cork, other, "b");
  cork.Pull();
  EXPECT_THAT(one.Arrived(2), StrEq("12"));
  EXPECT_THAT(other.Arrived(2), StrEq("ab"));
}

TEST(CorkTest, AfterThePullTheNextReplyIsTheFirst) {
  Cork cork;
  const Connection connection;
  Reply(&cork, connection, "1");
  Reply(&cork, connection, "2");
  cork.Pull();
  Reply(&cork, connection, "3");
  EXPECT_FALSE(cork.Holds());
  EXPECT_THAT(connection.Arrived(3), StrEq("123"));
}

TEST(CorkTest, ALargeReplyTakesTheHeldOnesAlong) {
  Cork cork;
  const Connection connection;
  const std::string large(5000, 'x');
  Reply(&cork, connection, "1");
  Reply(&cork, connection, "2");
  Reply(&cork, connection, large);
  EXPECT_THAT(connection.Arrived(5002), StrEq("12" + large));
}

TEST(CorkTest, WhatIsNoReplyIsNotHeld) {
  Cork cork;
  const Connection connection;
  Reply(&cork, connection, "1");
  connection.Send("2");
  EXPECT_FALSE(cork.Holds());
  EXPECT_THAT(connection.Arrived(2), StrEq("12"));
}

TEST(CorkTest, ASocketThatWasClosedMeanwhileIsForgotten) {
  Cork cork;
  {
    const Connection connection;
    Reply(&cork, connection, "1");
    Reply(&cork, connection, "2");
  }
  cork.Pull();
  EXPECT_FALSE(cork.Holds());
}

TEST(CorkTest, SocketsWithoutTcpAreSentToAsEver) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  Cork cork;
  for (const char* letter : {"a", "b", "c"}) {
    const Cork::Writing writing(&cork);
    ASSERT_EQ(Send(ends[0], letter), 1);
  }
  cork.Pull();
  std::string text(4, '\0');
  EXPECT_EQ(recv(ends[1], text.data(), text.size(), MSG_DONTWAIT), 3);
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace statusmap::server
