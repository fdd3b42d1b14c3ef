// The service for callers in the same process: the handlers behind the synchronous API of gRPC, for an in-process
// channel. The server does not use it; it answers the same handlers through its own queues.
#pragma once

#include <grpcpp/grpcpp.h>

#include "statusmap/v1/status_map.grpc.pb.h"

namespace statusmap::rpc {

class LocalService final : public v1::StatusMapService::Service {
 public:
  grpc::Status LookupStatus(grpc::ServerContext* context, const v1::LookupStatusRequest* request,
                            v1::LookupStatusResponse* response) override;
  grpc::Status ListStatuses(grpc::ServerContext* context, const v1::ListStatusesRequest* request,
                            v1::ListStatusesResponse* response) override;
  grpc::Status SearchStatuses(grpc::ServerContext* context, const v1::SearchStatusesRequest* request,
                              v1::SearchStatusesResponse* response) override;
  grpc::Status ClassifyStatus(grpc::ServerContext* context, const v1::ClassifyStatusRequest* request,
                              v1::ClassifyStatusResponse* response) override;
  grpc::Status AdviseRetry(grpc::ServerContext* context, const v1::AdviseRetryRequest* request,
                           v1::AdviseRetryResponse* response) override;
  grpc::Status MapHttpStatus(grpc::ServerContext* context, const v1::MapHttpStatusRequest* request,
                             v1::MapHttpStatusResponse* response) override;
  grpc::Status MapGrpcCode(grpc::ServerContext* context, const v1::MapGrpcCodeRequest* request,
                           v1::MapGrpcCodeResponse* response) override;
  grpc::Status CompareConventions(grpc::ServerContext* context, const v1::CompareConventionsRequest* request,
                                  v1::CompareConventionsResponse* response) override;
  grpc::Status ListConventions(grpc::ServerContext* context, const v1::ListConventionsRequest* request,
                               v1::ListConventionsResponse* response) override;
  grpc::Status BatchMapHttpStatuses(grpc::ServerContext* context, const v1::BatchMapHttpStatusesRequest* request,
                                    v1::BatchMapHttpStatusesResponse* response) override;
  grpc::Status StreamMapHttpStatuses(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::StreamMapHttpStatusesResponse, v1::StreamMapHttpStatusesRequest>* stream) override;
  grpc::Status SummarizeStatuses(grpc::ServerContext* context, grpc::ServerReader<v1::SummarizeStatusesRequest>* reader,
                                 v1::SummarizeStatusesResponse* response) override;
};

}  // namespace statusmap::rpc
