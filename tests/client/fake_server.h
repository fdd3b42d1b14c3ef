// A server on a free loopback port whose answers a test sets.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "grpc/health/v1/health.grpc.pb.h"
#include "grpcpp/grpcpp.h"
#include "statusmap/v1/status_map.grpc.pb.h"

namespace statusmap {

// Answers each method with what its function says; counts the calls of MapHttpStatus.
class FakeService final : public v1::StatusMapService::Service {
 public:
  template <typename Request, typename Response>
  using Handler = std::function<grpc::Status(grpc::ServerContext&, const Request&, Response&)>;

  Handler<v1::LookupStatusRequest, v1::LookupStatusResponse> lookup;
  Handler<v1::ListStatusesRequest, v1::ListStatusesResponse> list_statuses;
  Handler<v1::SearchStatusesRequest, v1::SearchStatusesResponse> search;
  Handler<v1::ClassifyStatusRequest, v1::ClassifyStatusResponse> classify;
  Handler<v1::AdviseRetryRequest, v1::AdviseRetryResponse> advise_retry;
  Handler<v1::MapHttpStatusRequest, v1::MapHttpStatusResponse> map_http;
  Handler<v1::MapGrpcCodeRequest, v1::MapGrpcCodeResponse> map_grpc;
  Handler<v1::CompareConventionsRequest, v1::CompareConventionsResponse> compare;
  Handler<v1::ListConventionsRequest, v1::ListConventionsResponse> list_conventions;
  Handler<v1::BatchMapHttpStatusesRequest, v1::BatchMapHttpStatusesResponse> batch;
  using MapStream = grpc::ServerReaderWriter<v1::StreamMapHttpStatusesResponse, v1::StreamMapHttpStatusesRequest>;
  std::function<grpc::Status(grpc::ServerContext&, MapStream&)> stream;
  using SummaryReader = grpc::ServerReader<v1::SummarizeStatusesRequest>;
  std::function<grpc::Status(grpc::ServerContext&, SummaryReader&, v1::SummarizeStatusesResponse&)> summarize;
  std::atomic<int> map_http_calls = 0;

  grpc::Status LookupStatus(grpc::ServerContext* context, const v1::LookupStatusRequest* request,
                            v1::LookupStatusResponse* response) override {
    return Answer(lookup, context, request, response);
  }
  grpc::Status ListStatuses(grpc::ServerContext* context, const v1::ListStatusesRequest* request,
                            v1::ListStatusesResponse* response) override {
    return Answer(list_statuses, context, request, response);
  }
  grpc::Status SearchStatuses(grpc::ServerContext* context, const v1::SearchStatusesRequest* request,
                              v1::SearchStatusesResponse* response) override {
    return Answer(search, context, request, response);
  }
  grpc::Status ClassifyStatus(grpc::ServerContext* context, const v1::ClassifyStatusRequest* request,
                              v1::ClassifyStatusResponse* response) override {
    return Answer(classify, context, request, response);
  }
  grpc::Status AdviseRetry(grpc::ServerContext* context, const v1::AdviseRetryRequest* request,
                           v1::AdviseRetryResponse* response) override {
    return Answer(advise_retry, context, request, response);
  }
  grpc::Status MapHttpStatus(grpc::ServerContext* context, const v1::MapHttpStatusRequest* request,
                             v1::MapHttpStatusResponse* response) override {
    ++map_http_calls;
    return Answer(map_http, context, request, response);
  }
  grpc::Status MapGrpcCode(grpc::ServerContext* context, const v1::MapGrpcCodeRequest* request,
                           v1::MapGrpcCodeResponse* response) override {
    return Answer(map_grpc, context, request, response);
  }
  grpc::Status CompareConventions(grpc::ServerContext* context, const v1::CompareConventionsRequest* request,
                                  v1::CompareConventionsResponse* response) override {
    return Answer(compare, context, request, response);
  }
  grpc::Status ListConventions(grpc::ServerContext* context, const v1::ListConventionsRequest* request,
                               v1::ListConventionsResponse* response) override {
    return Answer(list_conventions, context, request, response);
  }
  grpc::Status BatchMapHttpStatuses(grpc::ServerContext* context, const v1::BatchMapHttpStatusesRequest* request,
                                    v1::BatchMapHttpStatusesResponse* response) override {
    return Answer(batch, context, request, response);
  }
  grpc::Status StreamMapHttpStatuses(grpc::ServerContext* context, MapStream* both) override {
    return stream ? stream(*context, *both) : grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "not set");
  }
  grpc::Status SummarizeStatuses(grpc::ServerContext* context, SummaryReader* reader,
                                 v1::SummarizeStatusesResponse* response) override {
    return summarize ? summarize(*context, *reader, *response)
                     : grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "not set");
  }

 private:
  template <typename Handler, typename Request, typename Response>
  static grpc::Status Answer(const Handler& handler, grpc::ServerContext* context, const Request* request,
                             Response* response) {
    return handler ? handler(*context, *request, *response) : grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "not set");
  }
};

// Tells every watcher one state and keeps the watch open until the server stops.
class FakeHealth final : public grpc::health::v1::Health::Service {
 public:
  std::atomic<bool> serving = true;
  std::atomic<int> watches = 0;
  std::string watched;  // the service that the last watcher asked for; read it after the server has stopped

  grpc::Status Watch(grpc::ServerContext* context, const grpc::health::v1::HealthCheckRequest* request,
                     grpc::ServerWriter<grpc::health::v1::HealthCheckResponse>* writer) override;
};

class FakeServer {
 public:
  // On a free port, or on the one that is given.
  explicit FakeServer(bool with_health = false, int wanted_port = 0);
  ~FakeServer();

  FakeService service;
  FakeHealth health;
  int port = 0;

  std::string Target() const { return "ipv4:127.0.0.1:" + std::to_string(port); }
  void Stop();

 private:
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace statusmap
