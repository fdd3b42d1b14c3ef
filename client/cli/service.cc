#include "client/cli/service.h"

#include "client/cpp/call.h"

namespace statusmap::cli {
namespace {

using internal::Stub;

v1::LookupStatusRequest LookupRequest(const Question& question) {
  v1::LookupStatusRequest request;
  request.set_http_status(*question.code);
  return request;
}

v1::ClassifyStatusRequest ClassifyRequest(const Question& question) {
  v1::ClassifyStatusRequest request;
  request.set_http_status(*question.code);
  return request;
}

v1::MapHttpStatusRequest MapHttpRequest(const Question& question) {
  v1::MapHttpStatusRequest request;
  request.set_http_status(*question.code);
  request.set_convention(question.convention);
  request.set_include_conventions(true);
  return request;
}

v1::MapGrpcCodeRequest MapGrpcRequest(const Question& question) {
  v1::MapGrpcCodeRequest request;
  request.set_grpc_code(*question.code);
  request.set_convention(question.convention);
  request.set_include_conventions(true);
  return request;
}

v1::CompareConventionsRequest CompareRequest(const Options& options, const Question& question) {
  v1::CompareConventionsRequest request;
  if (!options.pair.empty()) {
    request.set_convention(question.convention);
    request.set_other_convention(question.other_convention);
  } else if (options.grpc) {
    request.set_grpc_code(*question.code);
  } else {
    request.set_http_status(*question.code);
  }
  return request;
}

v1::AdviseRetryRequest RetryRequest(const Options& options, const Question& question) {
  v1::AdviseRetryRequest request = options.retry;
  if (options.grpc) {
    request.set_grpc_code(*question.code);
  } else {
    request.set_http_status(*question.code);
  }
  return request;
}

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& server) {
  ClientOptions options;
  options.user_agent_prefix = "statusmap-cli/" STATUSMAP_VERSION;
  return internal::NewChannel(server, options);
}

}  // namespace

Service::Service(const std::string& server, std::chrono::milliseconds deadline) : deadline_(deadline) {
  if (server.empty()) embedded_.emplace();
  stub_ = v1::StatusMapService::NewStub(server.empty() ? embedded_->NewChannel() : ChannelTo(server));
}

absl::StatusOr<Answer> Service::Ask(const Options& options, const Question& question) {
  const auto deadline = internal::DeadlineAfter(deadline_);
  switch (options.command) {
    case Command::kLookup:
      return internal::Call(*stub_, &Stub::LookupStatus, LookupRequest(question), deadline);
    case Command::kClassify:
      return internal::Call(*stub_, &Stub::ClassifyStatus, ClassifyRequest(question), deadline);
    case Command::kRetry:
      return internal::Call(*stub_, &Stub::AdviseRetry, RetryRequest(options, question), deadline);
    case Command::kCompare:
      return internal::Call(*stub_, &Stub::CompareConventions, CompareRequest(options, question), deadline);
    default:
      if (options.grpc) return internal::Call(*stub_, &Stub::MapGrpcCode, MapGrpcRequest(question), deadline);
      return internal::Call(*stub_, &Stub::MapHttpStatus, MapHttpRequest(question), deadline);
  }
}

absl::StatusOr<v1::SearchStatusesResponse> Service::Search(const v1::SearchStatusesRequest& request) {
  return internal::Call(*stub_, &Stub::SearchStatuses, request, internal::DeadlineAfter(deadline_));
}

absl::StatusOr<v1::BatchMapHttpStatusesResponse> Service::MapBatch(const v1::BatchMapHttpStatusesRequest& request) {
  return internal::Call(*stub_, &Stub::BatchMapHttpStatuses, request, internal::DeadlineAfter(deadline_));
}

absl::StatusOr<v1::SummarizeStatusesResponse> Service::Summarize(const v1::SummarizeStatusesRequest& request) {
  grpc::ClientContext context;
  context.set_deadline(internal::DeadlineAfter(deadline_));
  v1::SummarizeStatusesResponse response;
  const auto stream = stub_->SummarizeStatuses(&context, &response);
  if (stream->Write(request)) stream->WritesDone();
  if (const grpc::Status status = stream->Finish(); !status.ok()) return internal::FromGrpc(status);
  return response;
}

absl::StatusOr<std::vector<v1::Status>> Service::List(const v1::ListStatusesRequest& filter) {
  return internal::AllStatuses(*stub_, filter, internal::DeadlineAfter(deadline_));
}

absl::StatusOr<std::vector<v1::Convention>> Service::List(const v1::ListConventionsRequest& filter) {
  return internal::AllConventions(*stub_, filter, internal::DeadlineAfter(deadline_));
}

}  // namespace statusmap::cli
