// Statuses and codes in bulk, as the bytes of a packed field: read as they came, written as they go.
#pragma once

#include <optional>
#include <string>

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include "service/catalog/mapping.h"

namespace statusmap::rpc {

// What a BatchMapHttpStatusesRequest or StreamMapHttpStatusesRequest says, with the codes in place of the statuses.
struct MappedRequest {
  const catalog::Speaker* speaker;
  grpc::Slice codes;  // a byte for each status
};

// Reads a request as clients write it: a convention or none, then packed statuses. nullopt for any other bytes,
// malformed or only unusual (fields out of order, unpacked statuses, unknown fields), and for a convention that is
// refused: generated code knows what those mean. `speaker` is that of earlier requests of the same stream, or nullptr.
std::optional<MappedRequest> ReadUsualRequest(grpc::ByteBuffer* request, const catalog::Speaker* speaker);

// A response of `head` (the fields before the codes), the codes, and `tail` (the fields behind them): the same bytes
// that generated code makes of it.
void WriteResponse(std::string head, const grpc::Slice& codes, const std::string& tail, grpc::ByteBuffer* response);

}  // namespace statusmap::rpc
