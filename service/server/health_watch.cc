#include <memory>
#include <optional>
#include <string>

#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>

#include "service/rpc/errors.h"
#include "service/rpc/serve.h"
#include "service/server/health.h"

namespace statusmap::server {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// At most one write is under way; after each the call looks again whether there is news, or a reason to end.
class WatchCall final : public Stream {
 public:
  WatchCall(ByteService* service, const HealthBoard* board, Queue* queue, CallLimit* limit)
      : service_(service), board_(board), queue_(queue), limit_(limit) {
    context_.AsyncNotifyWhenDone(&on_gone_);
    service->RequestServerStreaming(service->IndexOf("Watch"), &context_, &request_, &writer_, queue->get(),
                                    &on_arrived_);
  }

  void OnHealthChange() override {
    if (arrived_) Step();
  }

  void OnDrain() override {
    draining_ = true;
    if (arrived_) Step();
  }

 private:
  void OnArrived(bool ok) {
    if (!ok) return queue_->Release(this);  // the server shuts down
    arrived_ = true;
    PostWatch(service_, board_, queue_, limit_);
    if (!limit_->Enter()) return Finish(rpc::TooManyCalls(limit_->limit()));
    HealthCheckRequest question;
    if (!rpc::Parse(&request_, &question)) return Finish(rpc::RequestMalformed(question.GetTypeName()));
    name_ = question.service();
    Step();
  }

  void OnWritten(bool /*ok*/) {
    writing_ = false;
    Step();
  }

  // The call is over: cancelled by the client, or finished by us.
  void OnGone(bool /*ok*/) {
    gone_ = true;
    Step();
  }

  void OnFinished(bool /*ok*/) {
    finished_ = true;
    Step();
  }

  void Step() {
    if (finished_ && gone_) {
      limit_->Leave();
      return queue_->Release(this);
    }
    if (writing_ || finishing_) return;
    if (gone_) return Finish(grpc::Status(grpc::StatusCode::CANCELLED, "the client went away"));
    const auto status = board_->Of(name_).value_or(HealthCheckResponse::SERVICE_UNKNOWN);
    if (sent_ != status) return Write(status);
    if (draining_) Finish(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server is shutting down"));
  }

  void Write(HealthBoard::Status status) {
    sent_ = status;
    writing_ = true;
    HealthCheckResponse response;
    response.set_status(status);
    grpc::ByteBuffer bytes;
    rpc::Serialize(response, &bytes);
    writer_.Write(bytes, &on_written_);
  }

  void Finish(const grpc::Status& status) {
    finishing_ = true;
    writer_.Finish(status, &on_finished_);
  }

  ByteService* const service_;
  const HealthBoard* const board_;
  Queue* const queue_;
  CallLimit* const limit_;
  grpc::ServerContext context_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_{&context_};
  grpc::ByteBuffer request_;
  std::string name_;
  std::optional<HealthBoard::Status> sent_;
  bool arrived_ = false;
  bool writing_ = false;
  bool finishing_ = false;
  bool finished_ = false;
  bool gone_ = false;
  bool draining_ = false;
  MemberEvent<WatchCall, &WatchCall::OnArrived> on_arrived_{this};
  MemberEvent<WatchCall, &WatchCall::OnWritten> on_written_{this};
  MemberEvent<WatchCall, &WatchCall::OnGone> on_gone_{this};
  MemberEvent<WatchCall, &WatchCall::OnFinished> on_finished_{this};
};

}  // namespace

void PostWatch(ByteService* service, const HealthBoard* board, Queue* queue, CallLimit* limit) {
  queue->Own(std::make_unique<WatchCall>(service, board, queue, limit));
}

}  // namespace statusmap::server
