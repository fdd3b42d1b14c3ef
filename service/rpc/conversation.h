// What a server needs of a method that streams: one object for each stream, in bytes.
#pragma once

#include <optional>

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

namespace statusmap::rpc {

// Not OK from any of these ends the stream with that status.
class Conversation {
 public:
  virtual ~Conversation() = default;

  // A message has come. The next one is read when the reply, if one is set, has been sent.
  virtual grpc::Status Hear(grpc::ByteBuffer* message, std::optional<grpc::ByteBuffer>* reply) = 0;

  // The client has said all. A reply is the last one.
  virtual grpc::Status End(std::optional<grpc::ByteBuffer>* reply) = 0;

  // The server is going, and the client has not ended. OK: the stream may go on for as long as the server waits.
  virtual grpc::Status Drain() = 0;
};

}  // namespace statusmap::rpc
