// A generated service whose methods are asked for by name and deal in bytes.
#pragma once

#include <string>

#include <google/protobuf/descriptor.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>

namespace statusmap::server {

// What a call needs of a service: the next call of a method, given by its position in the .proto file. `tag` comes back
// from the queue when there is one, or with ok = false when the server shuts down.
class ByteService {
 public:
  virtual ~ByteService() = default;
  virtual grpc::Service* Registration() = 0;
  virtual void RequestUnary(int method, grpc::ServerContext* context, grpc::ByteBuffer* request,
                            grpc::internal::ServerAsyncStreamingInterface* stream, grpc::ServerCompletionQueue* queue,
                            void* tag) = 0;
  virtual void RequestServerStreaming(int method, grpc::ServerContext* context, grpc::ByteBuffer* request,
                                      grpc::internal::ServerAsyncStreamingInterface* stream,
                                      grpc::ServerCompletionQueue* queue, void* tag) = 0;
  virtual void RequestBidiStreaming(int method, grpc::ServerContext* context,
                                    grpc::internal::ServerAsyncStreamingInterface* stream,
                                    grpc::ServerCompletionQueue* queue, void* tag) = 0;

  // The position of a method. It must exist.
  int IndexOf(const std::string& method) const { return Descriptor()->FindMethodByName(method)->index(); }
  const google::protobuf::ServiceDescriptor* Descriptor() const { return descriptor_; }

 protected:
  explicit ByteService(const google::protobuf::ServiceDescriptor* descriptor) : descriptor_(descriptor) {}

 private:
  const google::protobuf::ServiceDescriptor* descriptor_;
};

// Generated is the class that the gRPC plugin made of a service, for instance v1::StatusMapService, and Message any
// message of the same .proto file: naming it links the file's description, which reflection serves.
template <typename Generated, typename Message>
class RawService final : public ByteService, private Generated::Service {
 public:
  RawService() : ByteService(Message::descriptor()->file()->pool()->FindServiceByName(Generated::service_full_name())) {
    for (int i = 0; i < Descriptor()->method_count(); ++i) this->MarkMethodRaw(i);
  }

  grpc::Service* Registration() override { return this; }

  void RequestUnary(int method, grpc::ServerContext* context, grpc::ByteBuffer* request,
                    grpc::internal::ServerAsyncStreamingInterface* stream, grpc::ServerCompletionQueue* queue,
                    void* tag) override {
    this->RequestAsyncUnary(method, context, request, stream, queue, queue, tag);
  }

  void RequestServerStreaming(int method, grpc::ServerContext* context, grpc::ByteBuffer* request,
                              grpc::internal::ServerAsyncStreamingInterface* stream, grpc::ServerCompletionQueue* queue,
                              void* tag) override {
    this->RequestAsyncServerStreaming(method, context, request, stream, queue, queue, tag);
  }

  void RequestBidiStreaming(int method, grpc::ServerContext* context,
                            grpc::internal::ServerAsyncStreamingInterface* stream, grpc::ServerCompletionQueue* queue,
                            void* tag) override {
    this->RequestAsyncBidiStreaming(method, context, stream, queue, queue, tag);
  }
};

}  // namespace statusmap::server
