#include "service/rpc/serve.h"

#include <grpcpp/support/slice.h>

namespace statusmap::rpc {

bool Parse(grpc::ByteBuffer* buffer, google::protobuf::Message* message) {
  if (!buffer->Valid()) return true;
  grpc::ProtoBufferReader reader(buffer);
  return reader.status().ok() && message->ParseFromZeroCopyStream(&reader);
}

void Serialize(const google::protobuf::Message& message, grpc::ByteBuffer* buffer) {
  grpc::Slice slice(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(const_cast<std::uint8_t*>(slice.begin()));
  *buffer = grpc::ByteBuffer(&slice, 1);
}

}  // namespace statusmap::rpc
