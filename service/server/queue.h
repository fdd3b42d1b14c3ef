// A completion queue with its thread, and the calls that live on it. Whatever happens to a call happens on that thread,
// so calls need no locks.
#pragma once

#include <memory>
#include <thread>
#include <unordered_map>

#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include "service/server/cork.h"

namespace statusmap::server {

// What the queue's tags point at.
class Event {
 public:
  virtual ~Event() = default;
  // What was asked for is done, or (ok = false) will never be.
  virtual void Proceed(bool ok) = 0;
};

// An event that calls a member function: a call with several operations under way has one for each.
template <typename Owner, void (Owner::*kMember)(bool)>
class MemberEvent final : public Event {
 public:
  explicit MemberEvent(Owner* owner) : owner_(owner) {}
  void Proceed(bool ok) override { (owner_->*kMember)(ok); }

 private:
  Owner* owner_;
};

// A call that may stay open for long.
class Stream {
 public:
  virtual ~Stream() = default;
  // The health board changed: say so, whoever has to.
  virtual void OnHealthChange() {}
  // The server is going: say what is left to say, then end.
  virtual void OnDrain() = 0;
};

class Queue {
 public:
  explicit Queue(std::unique_ptr<grpc::ServerCompletionQueue> queue) : queue_(std::move(queue)) {}

  grpc::ServerCompletionQueue* get() { return queue_.get(); }
  Cork* cork() { return &cork_; }

  // Streams belong to the queue until they release themselves, which destroys them. Only on the queue's thread, or
  // before it runs.
  void Own(std::unique_ptr<Stream> stream);
  void Release(Stream* stream);

  void Start();
  // Tells every stream that the health board changed. Once, from any thread, before Drain.
  void TellHealthChange();
  // Has every stream end. Once, from any thread.
  void Drain();
  // Ends the queue and its thread; the server must have been shut down. What still comes out of the queue is dropped:
  // its calls are cancelled already, and to start anything on a queue that is shut down aborts the process. So the
  // thread itself shuts the queue down, between two events.
  void Stop();

 private:
  void Run();
  // The next event, or false if there will be none any more. No reply is held while it waits for one.
  bool Next(void** tag, bool* ok);
  template <typename Tell>
  void ForEachStream(Tell tell);
  void OnHealthChange(bool ok);
  void OnDrain(bool ok);
  void OnStop(bool ok);

  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  Cork cork_;
  std::unordered_map<Stream*, std::unique_ptr<Stream>> streams_;
  bool draining_ = false;
  bool stopped_ = false;
  std::thread thread_;
  grpc::Alarm health_alarm_;
  MemberEvent<Queue, &Queue::OnHealthChange> on_health_change_{this};
  grpc::Alarm drain_alarm_;
  MemberEvent<Queue, &Queue::OnDrain> on_drain_{this};
  grpc::Alarm stop_alarm_;
  MemberEvent<Queue, &Queue::OnStop> on_stop_{this};
};

}  // namespace statusmap::server
