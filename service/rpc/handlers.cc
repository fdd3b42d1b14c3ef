#include "service/rpc/handlers.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "service/catalog/classify.h"
#include "service/catalog/compare.h"
#include "service/catalog/conventions.h"
#include "service/catalog/lookup.h"
#include "service/catalog/mapping.h"
#include "service/catalog/retry.h"
#include "service/catalog/search.h"
#include "service/rpc/encode.h"
#include "service/rpc/errors.h"
#include "service/rpc/page_token.h"
#include "service/rpc/retry_after.h"

namespace statusmap::rpc {
namespace {

// An optional field, unset or set.
template <typename Request>
std::optional<std::int32_t> HttpStatusOf(const Request& request) {
  return request.has_http_status() ? std::optional(request.http_status()) : std::nullopt;
}

template <typename Request>
std::optional<std::int32_t> GrpcCodeOf(const Request& request) {
  return request.has_grpc_code() ? std::optional(request.grpc_code()) : std::nullopt;
}

// A filter by enum: its number, or nullopt for the unspecified 0.
std::optional<std::int32_t> FilterOf(int number) { return number == 0 ? std::nullopt : std::optional(number); }

// The page that a request asks for, in the list that `scope` names.
template <typename Request>
catalog::Answer<catalog::PageRequest> PageOf(const Request& request, const std::string& scope) {
  const std::optional<std::size_t> start = DecodePageToken(scope, request.page_token());
  if (start) return catalog::PageRequest{request.page_size(), *start};
  return catalog::Refusal{catalog::Reason::kPageTokenInvalid,
                          "page_token",
                          catalog::Echo(request.page_token()),
                          "nothing, or next_page_token of a response with the same filters",
                          {}};
}

template <typename Item, typename Response>
void EncodePageEnd(const catalog::Page<Item>& page, const std::string& scope, Response* response) {
  if (page.next) response->set_next_page_token(EncodePageToken(scope, *page.next));
  response->set_total_size(static_cast<std::int32_t>(page.total));
}

}  // namespace

grpc::Status LookupStatus(const v1::LookupStatusRequest& request, v1::LookupStatusResponse* response) {
  const auto answer = catalog::LookupStatus(HttpStatusOf(request));
  if (const auto* refusal = RefusalOf(answer)) return ToStatus(*refusal);
  Encode(*std::get<const catalog::StatusRecord*>(answer), response->mutable_status());
  return grpc::Status::OK;
}

grpc::Status ListStatuses(const v1::ListStatusesRequest& request, v1::ListStatusesResponse* response) {
  const std::string scope = absl::StrCat("statuses/", request.status_class(), "/", request.origin());
  const auto page = PageOf(request, scope);
  if (const auto* refusal = RefusalOf(page)) return ToStatus(*refusal);
  const auto answer = catalog::ListStatuses({FilterOf(request.status_class()), FilterOf(request.origin())},
                                            std::get<catalog::PageRequest>(page));
  if (const auto* refusal = RefusalOf(answer)) return ToStatus(*refusal);
  const auto& statuses = std::get<catalog::Page<catalog::StatusRecord>>(answer);
  for (const catalog::StatusRecord& record : statuses.items) Encode(record, response->add_statuses());
  EncodePageEnd(statuses, scope, response);
  return grpc::Status::OK;
}

grpc::Status SearchStatuses(const v1::SearchStatusesRequest& request, v1::SearchStatusesResponse* response) {
  const auto answer = catalog::SearchStatuses(request.query(), request.max_results());
  if (const auto* refusal = RefusalOf(answer)) return ToStatus(*refusal);
  Encode(std::get<catalog::SearchResult>(answer), response);
  return grpc::Status::OK;
}

grpc::Status ClassifyStatus(const v1::ClassifyStatusRequest& request, v1::ClassifyStatusResponse* response) {
  const auto answer = catalog::ClassifyStatus(HttpStatusOf(request));
  if (const auto* refusal = RefusalOf(answer)) return ToStatus(*refusal);
  Encode(std::get<catalog::Classification>(answer), response);
  return grpc::Status::OK;
}

grpc::Status AdviseRetry(const v1::AdviseRetryRequest& request, v1::AdviseRetryResponse* response) {
  const auto retry_after = DecodeRetryAfter(request);
  if (const auto* refusal = RefusalOf(retry_after)) return ToStatus(*refusal);
  const auto answer = catalog::AdviseRetry({
      .http_status = HttpStatusOf(request),
      .grpc_code = GrpcCodeOf(request),
      .method = request.method(),
      .retry_after = std::get<std::optional<std::chrono::milliseconds>>(retry_after),
      .idempotency_key = request.idempotency_key(),
      .attempt = request.attempt(),
      .role = request.role(),
  });
  if (const auto* refusal = RefusalOf(answer)) return ToStatus(*refusal);
  Encode(std::get<catalog::RetryAnswer>(answer), response);
  if (request.has_http_status()) response->set_http_status(request.http_status());
  if (request.has_grpc_code()) response->set_grpc_code(request.grpc_code());
  return grpc::Status::OK;
}

grpc::Status MapHttpStatus(const v1::MapHttpStatusRequest& request, v1::MapHttpStatusResponse* response) {
  const auto answer = catalog::MapHttpStatus(HttpStatusOf(request), request.convention());
  if (const auto* refusal = RefusalOf(answer)) return ToStatus(*refusal);
  Encode(std::get<catalog::Mapping>(answer), request.include_conventions(), response);
  return grpc::Status::OK;
}

grpc::Status MapGrpcCode(const v1::MapGrpcCodeRequest& request, v1::MapGrpcCodeResponse* response) {
  const auto answer = catalog::MapGrpcCode(GrpcCodeOf(request), request.convention());
  if (const auto* refusal = RefusalOf(answer)) return ToStatus(*refusal);
  Encode(std::get<catalog::Mapping>(answer), request.include_conventions(), response);
  return grpc::Status::OK;
}

grpc::Status CompareConventions(const v1::CompareConventionsRequest& request,
                                v1::CompareConventionsResponse* response) {
  const auto answer = catalog::CompareConventions(
      {HttpStatusOf(request), GrpcCodeOf(request), request.convention(), request.other_convention()});
  if (const auto* refusal = RefusalOf(answer)) return ToStatus(*refusal);
  Encode(std::get<catalog::Comparison>(answer), response);
  return grpc::Status::OK;
}

grpc::Status ListConventions(const v1::ListConventionsRequest& request, v1::ListConventionsResponse* response) {
  const std::string scope = absl::StrCat("conventions/", request.direction());
  const auto page = PageOf(request, scope);
  if (const auto* refusal = RefusalOf(page)) return ToStatus(*refusal);
  const auto answer = catalog::ListConventions(FilterOf(request.direction()), std::get<catalog::PageRequest>(page));
  if (const auto* refusal = RefusalOf(answer)) return ToStatus(*refusal);
  const auto& conventions = std::get<catalog::Page<catalog::NamedConvention>>(answer);
  for (const catalog::NamedConvention& named : conventions.items) Encode(named, response->add_conventions());
  EncodePageEnd(conventions, scope, response);
  return grpc::Status::OK;
}

}  // namespace statusmap::rpc
