#include "statusmap/bulk.h"

#include <utility>

#include "client/cpp/call.h"
#include "client/cpp/decode.h"
#include "statusmap/client.h"

namespace statusmap {

using internal::Stub;

absl::StatusOr<BatchMapping> Client::BatchMapHttpStatuses(std::span<const std::int32_t> http_statuses,
                                                          const std::string& convention) const {
  v1::BatchMapHttpStatusesRequest request;
  request.set_convention(convention);
  request.mutable_http_statuses()->Add(http_statuses.begin(), http_statuses.end());
  const auto response =
      internal::Call(*stub_, &Stub::BatchMapHttpStatuses, request, internal::DeadlineAfter(deadline_));
  if (!response.ok()) return response.status();
  return internal::Decode(*response);
}

// --- a stream --------------------------------------------------------------------------------------------------------

struct MappingStream::State {
  grpc::ClientContext context;
  std::unique_ptr<
      grpc::ClientReaderWriterInterface<v1::StreamMapHttpStatusesRequest, v1::StreamMapHttpStatusesResponse>>
      stream;
  v1::StreamMapHttpStatusesRequest request;    // the sender's
  v1::StreamMapHttpStatusesResponse response;  // the receiver's
  Rules rules;
  std::int64_t answered = 0;
  bool closed = false;
  std::optional<absl::Status> end;

  ~State() {
    if (end) return;
    context.TryCancel();
    static_cast<void>(stream->Finish());
  }
};

MappingStream::MappingStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
MappingStream::MappingStream(MappingStream&& other) noexcept = default;
MappingStream& MappingStream::operator=(MappingStream&& other) noexcept = default;
MappingStream::~MappingStream() = default;

MappingStream Client::StreamMapHttpStatuses(const std::string& convention, const StreamOptions& options) const {
  auto state = std::make_unique<MappingStream::State>();
  state->request.set_convention(convention);
  state->context.set_deadline(internal::DeadlineAfter(options.deadline));
  state->stream = stub_->StreamMapHttpStatuses(&state->context);
  return MappingStream(std::move(state));
}

bool MappingStream::Send(std::span<const std::int32_t> http_statuses) {
  if (state_->closed) return false;
  v1::StreamMapHttpStatusesRequest& request = state_->request;
  request.mutable_http_statuses()->Clear();
  request.mutable_http_statuses()->Add(http_statuses.begin(), http_statuses.end());
  const bool sent = state_->stream->Write(request);
  request.clear_convention();  // the first chunk has said it
  return sent;
}

void MappingStream::CloseSending() {
  if (!std::exchange(state_->closed, true)) state_->stream->WritesDone();
}

bool MappingStream::Receive(std::vector<std::int32_t>& grpc_codes) {
  v1::StreamMapHttpStatusesResponse& response = state_->response;
  if (state_->end || !state_->stream->Read(&response)) return false;
  if (!response.convention().empty()) state_->rules = internal::RulesOf(response);
  grpc_codes.assign(response.grpc_codes().begin(), response.grpc_codes().end());
  state_->answered += response.grpc_codes_size();
  return true;
}

std::int64_t MappingStream::answered() const { return state_->answered; }

const Rules& MappingStream::rules() const { return state_->rules; }

void MappingStream::Cancel() { state_->context.TryCancel(); }

absl::Status MappingStream::Finish() {
  if (state_->end) return *state_->end;
  CloseSending();
  // gRPC tells the end only to those who have read everything.
  while (state_->stream->Read(&state_->response)) {
  }
  state_->end = internal::FromGrpc(state_->stream->Finish());
  return *state_->end;
}

// --- a summary -------------------------------------------------------------------------------------------------------

absl::StatusOr<Summary> Client::SummarizeStatuses(const ChunkSource& source, const SummaryOptions& options) const {
  grpc::ClientContext context;
  context.set_deadline(internal::DeadlineAfter(options.deadline));
  v1::SummarizeStatusesResponse response;
  const auto stream = stub_->SummarizeStatuses(&context, &response);
  v1::SummarizeStatusesRequest request;
  request.set_convention(options.convention);
  request.set_against(options.against);
  // The conventions go even if there is no chunk: a wrong one is an error of its own.
  bool open = stream->Write(request);
  request.Clear();
  while (open) {
    const std::optional<StatusChunk> chunk = source();
    if (!chunk) break;
    request.mutable_http_statuses()->Clear();
    request.mutable_http_statuses()->Add(chunk->http_statuses.begin(), chunk->http_statuses.end());
    request.mutable_weights()->Clear();
    request.mutable_weights()->Add(chunk->weights.begin(), chunk->weights.end());
    open = stream->Write(request);
  }
  if (open) stream->WritesDone();
  if (const grpc::Status status = stream->Finish(); !status.ok()) return internal::FromGrpc(status);
  return internal::Decode(response);
}

absl::StatusOr<Summary> Client::SummarizeStatuses(const StatusChunk& chunk, const SummaryOptions& options) const {
  std::optional<StatusChunk> rest = chunk;
  return SummarizeStatuses([&rest] { return std::exchange(rest, std::nullopt); }, options);
}

}  // namespace statusmap
