#include "service/server/streaming.h"

#include <optional>
#include <utility>

#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>

#include "service/rpc/errors.h"

namespace statusmap::server {
namespace {

// Reads a message, sends the reply, reads the next: a client that does not read its replies is not read from. While the
// call waits for a message a drain may end it, so a read may still be under way when it finishes.
class StreamingCall final : public Stream {
 public:
  StreamingCall(StreamingMethod method, Queue* queue) : method_(std::move(method)), queue_(queue) {
    method_.service->RequestBidiStreaming(method_.index, &context_, &stream_, queue->get(), &on_arrived_);
  }

  void OnDrain() override {
    draining_ = true;
    if (reading_) EndIfDrained();
  }

 private:
  void OnArrived(bool ok) {
    if (!ok) return queue_->Release(this);  // the server shuts down
    PostStreaming(method_, queue_);
    if (!method_.limit->Enter()) return Finish(rpc::TooManyCalls(method_.limit->limit()));
    conversation_ = method_.begin();
    Read();
  }

  void Read() {
    if (EndIfDrained()) return;
    reading_ = true;
    stream_.Read(&message_, &on_read_);
  }

  void OnRead(bool ok) {
    reading_ = false;
    if (finishing_) return ReleaseIfOver();
    std::optional<grpc::ByteBuffer> reply;
    const grpc::Status status = ok ? conversation_->Hear(&message_, &reply) : conversation_->End(&reply);
    message_.Clear();
    if (!status.ok()) return Finish(status);
    if (!ok) return FinishWith(reply);
    if (!reply) return Read();
    stream_.Write(*reply, &on_written_);
  }

  void OnWritten(bool ok) {
    if (!ok) return Finish(grpc::Status(grpc::StatusCode::CANCELLED, "the client went away"));
    Read();
  }

  bool EndIfDrained() {
    if (!draining_) return false;
    const grpc::Status status = conversation_->Drain();
    if (!status.ok()) Finish(status);
    return !status.ok();
  }

  void FinishWith(const std::optional<grpc::ByteBuffer>& reply) {
    if (!reply) return Finish(grpc::Status::OK);
    finishing_ = true;
    stream_.WriteAndFinish(*reply, grpc::WriteOptions(), grpc::Status::OK, &on_finished_);
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
    method_.limit->Leave();
    queue_->Release(this);
  }

  const StreamingMethod method_;
  Queue* const queue_;
  std::unique_ptr<rpc::Conversation> conversation_;
  grpc::ServerContext context_;
  grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer> stream_{&context_};
  grpc::ByteBuffer message_;
  bool reading_ = false;
  bool finishing_ = false;
  bool finished_ = false;
  bool draining_ = false;
  MemberEvent<StreamingCall, &StreamingCall::OnArrived> on_arrived_{this};
  MemberEvent<StreamingCall, &StreamingCall::OnRead> on_read_{this};
  MemberEvent<StreamingCall, &StreamingCall::OnWritten> on_written_{this};
  MemberEvent<StreamingCall, &StreamingCall::OnFinished> on_finished_{this};
};

}  // namespace

void PostStreaming(const StreamingMethod& method, Queue* queue) {
  queue->Own(std::make_unique<StreamingCall>(method, queue));
}

}  // namespace statusmap::server
