#include "service/server/unary.h"

#include <optional>
#include <utility>

#include <grpcpp/server_context.h>
#include <grpcpp/support/async_unary_call.h>

#include "service/rpc/errors.h"

namespace statusmap::server {
namespace {

constexpr int kPostedAtFirst = 4;
constexpr int kMostPosted = 128;

}  // namespace

// One call at a time: posted, then answering, then idle.
class UnaryCall final : public Event {
 public:
  explicit UnaryCall(UnaryEndpoint* endpoint) : endpoint_(endpoint) {}

  void Post() {
    state_ = State::kPosted;
    context_.emplace();
    writer_.emplace(&*context_);
    const UnaryMethod& method = endpoint_->method_;
    method.service->RequestUnary(method.index, &*context_, &request_, &*writer_, endpoint_->queue_->get(), this);
  }

  void Proceed(bool ok) override {
    if (state_ == State::kAnswering) return Finish();
    if (!ok) return;  // the server shuts down, no request will come
    state_ = State::kAnswering;
    endpoint_->OnRequest();
    Answer();
  }

 private:
  enum class State { kPosted, kAnswering };

  void Answer() {
    const UnaryMethod& method = endpoint_->method_;
    const grpc::Status status =
        method.limit->Enter() ? method.handler(&request_, &response_) : rpc::TooManyCalls(method.limit->limit());
    const Cork::Writing writing(endpoint_->queue_->cork());
    if (status.ok()) {
      writer_->Finish(response_, status, this);
    } else {
      writer_->FinishWithError(status, this);
    }
  }

  void Finish() {
    endpoint_->queue_->cork()->Pull();
    endpoint_->method_.limit->Leave();
    writer_.reset();
    context_.reset();
    request_.Clear();
    response_.Clear();
    endpoint_->OnAnswered(this);
  }

  UnaryEndpoint* const endpoint_;
  State state_ = State::kPosted;
  // Contexts serve one call each; everything else is kept.
  std::optional<grpc::ServerContext> context_;
  std::optional<grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>> writer_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

UnaryEndpoint::UnaryEndpoint(UnaryMethod method, Queue* queue) : method_(std::move(method)), queue_(queue) {}

UnaryEndpoint::~UnaryEndpoint() = default;

void UnaryEndpoint::Post() { PostMore(kPostedAtFirst); }

void UnaryEndpoint::PostMore(int calls) {
  for (int i = 0; i < calls; ++i) PostOne();
  posted_ += calls;
}

void UnaryEndpoint::OnRequest() {
  PostOne();
  if (++requests_ > posted_ && posted_ < kMostPosted) PostMore(posted_);
}

void UnaryEndpoint::OnAnswered(UnaryCall* call) {
  requests_ = 0;
  idle_.push_back(call);
}

void UnaryEndpoint::PostOne() {
  if (idle_.empty()) idle_.push_back(calls_.emplace_back(std::make_unique<UnaryCall>(this)).get());
  UnaryCall* call = idle_.back();
  idle_.pop_back();
  call->Post();
}

}  // namespace statusmap::server
