#include "service/server/queue.h"

#include <chrono>
#include <utility>
#include <vector>

namespace statusmap::server {

void Queue::Own(std::unique_ptr<Stream> stream) {
  Stream* key = stream.get();
  streams_.emplace(key, std::move(stream));
  if (draining_) key->OnDrain();  // posted after the others were told
}

void Queue::Release(Stream* stream) { streams_.erase(stream); }

void Queue::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Queue::TellHealthChange() {
  health_alarm_.Set(queue_.get(), std::chrono::system_clock::now(), &on_health_change_);
}

void Queue::Drain() { drain_alarm_.Set(queue_.get(), std::chrono::system_clock::now(), &on_drain_); }

void Queue::Stop() {
  stop_alarm_.Set(queue_.get(), std::chrono::system_clock::now(), &on_stop_);
  thread_.join();
}

void Queue::Run() {
  void* tag = nullptr;
  bool ok = false;
  while (Next(&tag, &ok)) {
    if (!stopped_) static_cast<Event*>(tag)->Proceed(ok);
  }
}

bool Queue::Next(void** tag, bool* ok) {
  if (cork_.Holds()) {
    const auto next = queue_->AsyncNext(tag, ok, gpr_inf_past(GPR_CLOCK_REALTIME));
    if (next != grpc::CompletionQueue::TIMEOUT) return next == grpc::CompletionQueue::GOT_EVENT;
    cork_.Pull();
  }
  return queue_->Next(tag, ok);
}

void Queue::OnStop(bool /*ok*/) {
  stopped_ = true;
  queue_->Shutdown();
}

// A stream may release itself while it is told, so a copy of the list is told.
template <typename Tell>
void Queue::ForEachStream(Tell tell) {
  std::vector<Stream*> streams;
  streams.reserve(streams_.size());
  for (const auto& [stream, owned] : streams_) streams.push_back(stream);
  for (Stream* stream : streams) {
    if (streams_.contains(stream)) tell(stream);
  }
}

void Queue::OnHealthChange(bool /*ok*/) {
  ForEachStream([](Stream* stream) { stream->OnHealthChange(); });
}

void Queue::OnDrain(bool /*ok*/) {
  draining_ = true;
  ForEachStream([](Stream* stream) { stream->OnDrain(); });
}

}  // namespace statusmap::server
