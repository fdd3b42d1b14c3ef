// Catalogue answers as messages of the contract. Nothing is decided here: every field has one origin.
//
// Messages are filled in place, so that a caller who clears and reuses one keeps its memory.
#pragma once

#include "service/catalog/classify.h"
#include "service/catalog/compare.h"
#include "service/catalog/conventions.h"
#include "service/catalog/domain.h"
#include "service/catalog/lookup.h"
#include "service/catalog/mapping.h"
#include "service/catalog/retry.h"
#include "service/catalog/search.h"
#include "service/catalog/summary.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::rpc {

// A gRPC code and its name, in any message that has both; kNoAnswer leaves them unset.
template <typename Message>
void EncodeGrpcCode(int code, Message* message) {
  if (code == catalog::kNoAnswer) return;
  message->set_grpc_code(code);
  *message->mutable_grpc_code_name() = catalog::GrpcCodeName(code);
}

// The code of an answer; kNoAnswer leaves it unset.
void EncodeAnswer(int answer, v1::GrpcAnswer* message);
void EncodeAnswer(int answer, v1::HttpAnswer* message);

void Encode(const catalog::StatusRecord& record, v1::Status* status);
void Encode(const catalog::SearchResult& result, v1::SearchStatusesResponse* response);
void Encode(const catalog::Classification& classification, v1::ClassifyStatusResponse* response);
void Encode(const catalog::RetryAnswer& answer, v1::AdviseRetryResponse* response);
void Encode(const catalog::NamedConvention& named, v1::Convention* convention);

void Encode(const catalog::Comparison& comparison, v1::CompareConventionsResponse* response);

// What was counted, and what was made of it.
void Encode(const catalog::StatusCounts& counts, const catalog::Speaker& convention, const catalog::Summary& summary,
            v1::SummarizeStatusesResponse* response);

// `name_conventions` also lists the conventions behind each of the other answers.
void Encode(const catalog::Mapping& mapping, bool name_conventions, v1::MapHttpStatusResponse* response);
void Encode(const catalog::Mapping& mapping, bool name_conventions, v1::MapGrpcCodeResponse* response);

}  // namespace statusmap::rpc
