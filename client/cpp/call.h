// One call, or one walk over all pages, through a stub: the part that the library and the command share. Not installed.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/grpcpp.h"
#include "statusmap/client.h"
#include "statusmap/v1/status_map.grpc.pb.h"

namespace statusmap::internal {

using Stub = v1::StatusMapService::StubInterface;
using Deadline = std::chrono::system_clock::time_point;

template <typename Request, typename Response>
using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

// A channel with the service config of service_config.json: round robin, health checks, retries.
std::shared_ptr<grpc::Channel> NewChannel(const std::string& target, const ClientOptions& options);

// The moment at which a call that begins now must end: in the past if `limit` is zero or less, time_point::max() if it
// reaches beyond that.
Deadline DeadlineAfter(std::chrono::milliseconds limit);

// The same code, message and details; the details become payloads.
absl::Status FromGrpc(const grpc::Status& status);

// A server that gives the same page again would keep the caller in a loop until its deadline.
absl::Status RepeatedPage(const std::string& token);

template <typename Request, typename Response>
absl::StatusOr<Response> Call(Stub& stub, Method<Request, Response> method, const Request& request, Deadline deadline) {
  grpc::ClientContext context;
  context.set_deadline(deadline);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return FromGrpc(status);
  return response;
}

// All items of all pages. `items` returns the repeated field of a page. One deadline holds for the whole walk.
template <typename Item, typename Request, typename Response, typename Items>
absl::StatusOr<std::vector<Item>> CallForAllPages(Stub& stub, Method<Request, Response> method, Request request,
                                                  Deadline deadline, Items items) {
  request.set_page_size(200);  // the contract's maximum: fewest round trips
  std::vector<Item> all;
  while (true) {
    absl::StatusOr<Response> page = Call(stub, method, request, deadline);
    if (!page.ok()) return page.status();
    for (Item& item : *items(*page)) all.push_back(std::move(item));
    if (page->next_page_token().empty()) return all;
    if (page->next_page_token() == request.page_token()) return RepeatedPage(page->next_page_token());
    request.set_page_token(page->next_page_token());
  }
}

absl::StatusOr<std::vector<v1::Status>> AllStatuses(Stub& stub, v1::ListStatusesRequest request, Deadline deadline);
absl::StatusOr<std::vector<v1::Convention>> AllConventions(Stub& stub, v1::ListConventionsRequest request,
                                                           Deadline deadline);

}  // namespace statusmap::internal
