// One function for each method of the contract: decode, one question to the catalogue, encode. They hold no state, do
// not block, and may run on any number of threads.
#pragma once

#include <grpcpp/support/status.h>

#include "statusmap/v1/status_map.pb.h"

namespace statusmap::rpc {

// Each fills `response`, which must be empty, and returns OK, or returns one of the errors at the top of the contract.
grpc::Status LookupStatus(const v1::LookupStatusRequest& request, v1::LookupStatusResponse* response);
grpc::Status ListStatuses(const v1::ListStatusesRequest& request, v1::ListStatusesResponse* response);
grpc::Status SearchStatuses(const v1::SearchStatusesRequest& request, v1::SearchStatusesResponse* response);
grpc::Status ClassifyStatus(const v1::ClassifyStatusRequest& request, v1::ClassifyStatusResponse* response);
grpc::Status AdviseRetry(const v1::AdviseRetryRequest& request, v1::AdviseRetryResponse* response);
grpc::Status MapHttpStatus(const v1::MapHttpStatusRequest& request, v1::MapHttpStatusResponse* response);
grpc::Status MapGrpcCode(const v1::MapGrpcCodeRequest& request, v1::MapGrpcCodeResponse* response);
grpc::Status CompareConventions(const v1::CompareConventionsRequest& request, v1::CompareConventionsResponse* response);
grpc::Status ListConventions(const v1::ListConventionsRequest& request, v1::ListConventionsResponse* response);

}  // namespace statusmap::rpc
