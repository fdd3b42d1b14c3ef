#include <memory>

#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>

#include "service/rpc/errors.h"
#include "service/rpc/serve.h"
#include "service/server/reflection.h"

namespace statusmap::server {
namespace {

// Reads a question, writes its answer, reads the next. While it waits for a question a drain may end it, so a read may
// still be under way when the call finishes.
class ReflectionCall final : public Stream {
 public:
  ReflectionCall(ByteService* service, const std::vector<std::string>* services, Queue* queue, CallLimit* limit)
      : service_(service), services_(services), queue_(queue), limit_(limit) {
    service->RequestBidiStreaming(service->IndexOf("ServerReflectionInfo"), &context_, &stream_, queue->get(),
                                  &on_arrived_);
  }

  void OnDrain() override {
    draining_ = true;
    if (reading_) Finish(Draining());
  }

 private:
  static grpc::Status Draining() { return {grpc::StatusCode::UNAVAILABLE, "the server is shutting down"}; }

  void OnArrived(bool ok) {
    if (!ok) return queue_->Release(this);  // the server shuts down
    PostReflection(service_, services_, queue_, limit_);
    if (!limit_->Enter()) return Finish(rpc::TooManyCalls(limit_->limit()));
    Read();
  }

  void Read() {
    if (draining_) return Finish(Draining());
    reading_ = true;
    stream_.Read(&question_, &on_read_);
  }

  void OnRead(bool ok) {
    reading_ = false;
    if (finishing_) return ReleaseIfOver();
    if (!ok) return Finish(grpc::Status::OK);  // the client has no more questions
    grpc::reflection::v1::ServerReflectionRequest request;
    grpc::reflection::v1::ServerReflectionResponse response;
    if (!rpc::Parse(&question_, &request)) return Finish(rpc::RequestMalformed(request.GetTypeName()));
    Reflect(*services_, request, &response);
    grpc::ByteBuffer answer;
    rpc::Serialize(response, &answer);
    stream_.Write(answer, &on_written_);
  }

  void OnWritten(bool ok) {
    if (!ok) return Finish(grpc::Status(grpc::StatusCode::CANCELLED, "the client went away"));
    Read();
  }

  void Finish(const grpc::Status& status) {
    if (finishing_) return;
    finishing_ = true;
    stream_.Finish(status, &on_finished_);
  }

  void OnFinished(bool /*ok*/) {
    finished_ = true;
    ReleaseIfOver();
  }

  void ReleaseIfOver() {
    if (!finished_ || reading_) return;
    limit_->Leave();
    queue_->Release(this);
  }

  ByteService* const service_;
  const std::vector<std::string>* const services_;
  Queue* const queue_;
  CallLimit* const limit_;
  grpc::ServerContext context_;
  grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer> stream_{&context_};
  grpc::ByteBuffer question_;
  bool reading_ = false;
  bool finishing_ = false;
  bool finished_ = false;
  bool draining_ = false;
  MemberEvent<ReflectionCall, &ReflectionCall::OnArrived> on_arrived_{this};
  MemberEvent<ReflectionCall, &ReflectionCall::OnRead> on_read_{this};
  MemberEvent<ReflectionCall, &ReflectionCall::OnWritten> on_written_{this};
  MemberEvent<ReflectionCall, &ReflectionCall::OnFinished> on_finished_{this};
};

}  // namespace

void PostReflection(ByteService* service, const std::vector<std::string>* services, Queue* queue, CallLimit* limit) {
  queue->Own(std::make_unique<ReflectionCall>(service, services, queue, limit));
}

}  // namespace statusmap::server
