// BatchMapHttpStatuses and StreamMapHttpStatuses: many statuses, one convention.
//
// Both answer by generated code, plain to read and slow, and from bytes to bytes as the server does it, which gives the
// same bytes for every request.
#pragma once

#include <cstdint>
#include <memory>

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include "service/catalog/mapping.h"
#include "service/rpc/conversation.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::rpc {

// Answers the requests of one stream, all under the convention that the first one names. A batch is a stream of one.
template <typename Request, typename Response>
class BulkMapper {
 public:
  // By generated code. `response` must be empty.
  grpc::Status Map(const Request& request, Response* response);

  // From bytes to bytes. The response is left alone unless the status is OK.
  grpc::Status Map(grpc::ByteBuffer* request, grpc::ByteBuffer* response);

  // How many statuses were answered.
  std::int64_t answered() const { return answered_; }

 private:
  // The first response says who answers.
  void Introduce(Response* response);

  const catalog::Speaker* speaker_ = nullptr;  // until the first request
  bool introduced_ = false;
  std::int64_t answered_ = 0;
};

using BatchMapper = BulkMapper<v1::BatchMapHttpStatusesRequest, v1::BatchMapHttpStatusesResponse>;
using StreamMapper = BulkMapper<v1::StreamMapHttpStatusesRequest, v1::StreamMapHttpStatusesResponse>;

// The methods, from bytes to bytes.
grpc::Status BatchMapHttpStatuses(grpc::ByteBuffer* request, grpc::ByteBuffer* response);
std::unique_ptr<Conversation> StreamMapHttpStatuses();

}  // namespace statusmap::rpc
