// silence_client PATH REQUEST_HEX SAMPLES PAUSE_MS ADDRESS...: how long one call takes that nothing preceded. Asks the
// servers in turn, each over one connection of its own, SAMPLES times, and rests for PAUSE_MS before each call. Prints
// a line for each call: the position of the address, the nanoseconds, and the response in hex.
//
// gRPC's synchronous client waits on its own thread, so that no thread of the client sleeps where the server's might.
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <grpcpp/support/byte_buffer.h>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/synchronization/mutex.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kUsageError = 2;
constexpr int kCallFailed = 1;

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  auto channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10))) return nullptr;
  return channel;
}

std::string Text(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (buffer.Dump(&slices).ok()) {
    for (const grpc::Slice& slice : slices) text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::cerr << "usage: silence_client PATH REQUEST_HEX SAMPLES PAUSE_MS ADDRESS...\n";
    return kUsageError;
  }
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const grpc::internal::RpcMethod method(argv[1], grpc::internal::RpcMethod::NORMAL_RPC);
  const grpc::Slice bytes(absl::HexStringToBytes(argv[2]));
  const grpc::ByteBuffer request(&bytes, 1);
  int samples = 0;
  int pause_ms = 0;
  if (!absl::SimpleAtoi(argv[3], &samples) || !absl::SimpleAtoi(argv[4], &pause_ms)) return kUsageError;
  const std::chrono::milliseconds pause(pause_ms);
  const std::vector<std::string> addresses(argv + 5, argv + argc);

  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (const std::string& address : addresses) {
    channels.push_back(Connect(address));
    if (channels.back() == nullptr) {
      std::cerr << "silence_client: cannot connect to " << address << "\n";
      return kCallFailed;
    }
  }
  for (int sample = 0; sample < samples; ++sample) {
    for (std::size_t i = 0; i < channels.size(); ++i) {
      if (pause.count() > 0) std::this_thread::sleep_for(pause);
      grpc::ClientContext context;
      grpc::ByteBuffer response;
      const Clock::time_point begin = Clock::now();
      const grpc::Status status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
          channels[i].get(), method, &context, request, &response);
      const std::chrono::nanoseconds took = Clock::now() - begin;
      if (!status.ok()) {
        std::cerr << "silence_client: " << addresses[i] << ": " << status.error_message() << "\n";
        return kCallFailed;
      }
      std::cout << i << " " << took.count() << " " << absl::BytesToHexString(Text(response)) << "\n";
    }
  }
  return 0;
}
