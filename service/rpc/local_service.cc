#include "service/rpc/local_service.h"

#include "service/rpc/bulk.h"
#include "service/rpc/handlers.h"
#include "service/rpc/summarize.h"

namespace statusmap::rpc {

grpc::Status LocalService::LookupStatus(grpc::ServerContext* /*context*/, const v1::LookupStatusRequest* request,
                                        v1::LookupStatusResponse* response) {
  return rpc::LookupStatus(*request, response);
}

grpc::Status LocalService::ListStatuses(grpc::ServerContext* /*context*/, const v1::ListStatusesRequest* request,
                                        v1::ListStatusesResponse* response) {
  return rpc::ListStatuses(*request, response);
}

grpc::Status LocalService::SearchStatuses(grpc::ServerContext* /*context*/, const v1::SearchStatusesRequest* request,
                                          v1::SearchStatusesResponse* response) {
  return rpc::SearchStatuses(*request, response);
}

grpc::Status LocalService::ClassifyStatus(grpc::ServerContext* /*context*/, const v1::ClassifyStatusRequest* request,
                                          v1::ClassifyStatusResponse* response) {
  return rpc::ClassifyStatus(*request, response);
}

grpc::Status LocalService::AdviseRetry(grpc::ServerContext* /*context*/, const v1::AdviseRetryRequest* request,
                                       v1::AdviseRetryResponse* response) {
  return rpc::AdviseRetry(*request, response);
}

grpc::Status LocalService::MapHttpStatus(grpc::ServerContext* /*context*/, const v1::MapHttpStatusRequest* request,
                                         v1::MapHttpStatusResponse* response) {
  return rpc::MapHttpStatus(*request, response);
}

grpc::Status LocalService::MapGrpcCode(grpc::ServerContext* /*context*/, const v1::MapGrpcCodeRequest* request,
                                       v1::MapGrpcCodeResponse* response) {
  return rpc::MapGrpcCode(*request, response);
}

grpc::Status LocalService::CompareConventions(grpc::ServerContext* /*context*/,
                                              const v1::CompareConventionsRequest* request,
                                              v1::CompareConventionsResponse* response) {
  return rpc::CompareConventions(*request, response);
}

grpc::Status LocalService::ListConventions(grpc::ServerContext* /*context*/, const v1::ListConventionsRequest* request,
                                           v1::ListConventionsResponse* response) {
  return rpc::ListConventions(*request, response);
}

grpc::Status LocalService::BatchMapHttpStatuses(grpc::ServerContext* /*context*/,
                                                const v1::BatchMapHttpStatusesRequest* request,
                                                v1::BatchMapHttpStatusesResponse* response) {
  return BatchMapper().Map(*request, response);
}

grpc::Status LocalService::StreamMapHttpStatuses(
    grpc::ServerContext* /*context*/,
    grpc::ServerReaderWriter<v1::StreamMapHttpStatusesResponse, v1::StreamMapHttpStatusesRequest>* stream) {
  StreamMapper mapper;
  v1::StreamMapHttpStatusesRequest request;
  v1::StreamMapHttpStatusesResponse response;
  while (stream->Read(&request)) {
    response.Clear();
    if (grpc::Status status = mapper.Map(request, &response); !status.ok()) return status;
    if (!stream->Write(response)) break;
  }
  return grpc::Status::OK;
}

grpc::Status LocalService::SummarizeStatuses(grpc::ServerContext* /*context*/,
                                             grpc::ServerReader<v1::SummarizeStatusesRequest>* reader,
                                             v1::SummarizeStatusesResponse* response) {
  Summarizer summarizer;
  v1::SummarizeStatusesRequest request;
  while (reader->Read(&request)) {
    if (grpc::Status status = summarizer.Add(request); !status.ok()) return status;
  }
  return summarizer.Answer(response);
}

}  // namespace statusmap::rpc
