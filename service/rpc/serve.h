// A handler for bytes: parses a request, asks a typed handler, serialises its response.
//
// The server reads bytes itself rather than through generated code, because gRPC answers bytes that do not parse with
// INTERNAL and no explanation, and because messages that live as long as their thread keep their memory.
#pragma once

#include <string_view>

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/status.h>

#include "service/rpc/errors.h"

namespace statusmap::rpc {

// What a server calls: the response is left alone unless the status is OK.
using ByteHandler = grpc::Status (*)(grpc::ByteBuffer* request, grpc::ByteBuffer* response);

// Parses the buffer into the message; false for bytes that are not one. An empty buffer is an empty message.
bool Parse(grpc::ByteBuffer* buffer, google::protobuf::Message* message);

// The message as one buffer.
void Serialize(const google::protobuf::Message& message, grpc::ByteBuffer* buffer);

// Serve<&LookupStatus> is LookupStatus for bytes.
template <auto kHandler>
struct Served;

template <typename Request, typename Response, grpc::Status (*kHandler)(const Request&, Response*)>
struct Served<kHandler> {
  static grpc::Status Call(grpc::ByteBuffer* request_bytes, grpc::ByteBuffer* response_bytes) {
    thread_local Request request;
    thread_local Response response;
    request.Clear();
    response.Clear();
    if (!Parse(request_bytes, &request)) return RequestMalformed(request.GetTypeName());
    grpc::Status status = kHandler(request, &response);
    if (status.ok()) Serialize(response, response_bytes);
    return status;
  }
};

template <auto kHandler>
inline constexpr ByteHandler Serve = &Served<kHandler>::Call;

}  // namespace statusmap::rpc
