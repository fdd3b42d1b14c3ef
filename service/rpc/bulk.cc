#include "service/rpc/bulk.h"

#include <utility>

#include "service/rpc/errors.h"
#include "service/rpc/packed.h"
#include "service/rpc/serve.h"
#include "service/rpc/speaker.h"

namespace statusmap::rpc {
namespace {

// Only a stream counts what it has answered.
void SetAnswered(std::int64_t answered, v1::StreamMapHttpStatusesResponse* response) {
  response->set_answered(answered);
}
void SetAnswered(std::int64_t /*answered*/, v1::BatchMapHttpStatusesResponse* /*response*/) {}

class MapConversation final : public Conversation {
 public:
  grpc::Status Hear(grpc::ByteBuffer* message, std::optional<grpc::ByteBuffer>* reply) override {
    return mapper_.Map(message, &reply->emplace());
  }
  grpc::Status End(std::optional<grpc::ByteBuffer>* /*reply*/) override { return grpc::Status::OK; }
  grpc::Status Drain() override { return ServerDraining(mapper_.answered()); }

 private:
  StreamMapper mapper_;
};

}  // namespace

template <typename Request, typename Response>
void BulkMapper<Request, Response>::Introduce(Response* response) {
  if (std::exchange(introduced_, true)) return;
  *response->mutable_convention() = speaker_->convention;
  EncodeSpeaker(*speaker_, response);
}

template <typename Request, typename Response>
grpc::Status BulkMapper<Request, Response>::Map(const Request& request, Response* response) {
  grpc::Status status = ChooseSpeaker("convention", request.convention(), &speaker_);
  if (!status.ok()) return status;
  Introduce(response);
  const catalog::BulkAnswers& answers = catalog::BulkAnswersOf(speaker_->index);
  response->mutable_grpc_codes()->Reserve(request.http_statuses_size());
  for (const std::int32_t http_status : request.http_statuses()) response->add_grpc_codes(answers[http_status]);
  answered_ += request.http_statuses_size();
  SetAnswered(answered_, response);
  return grpc::Status::OK;
}

template <typename Request, typename Response>
grpc::Status BulkMapper<Request, Response>::Map(grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  const std::optional<MappedRequest> mapped = ReadUsualRequest(request, speaker_);
  if (!mapped) {
    Request parsed;
    if (!Parse(request, &parsed)) return RequestMalformed(parsed.GetTypeName());
    Response answer;
    grpc::Status status = Map(parsed, &answer);
    if (status.ok()) Serialize(answer, response);
    return status;
  }
  speaker_ = mapped->speaker;
  answered_ += static_cast<std::int64_t>(mapped->codes.size());
  Response head;
  Introduce(&head);
  Response tail;
  SetAnswered(answered_, &tail);
  WriteResponse(head.SerializeAsString(), mapped->codes, tail.SerializeAsString(), response);
  return grpc::Status::OK;
}

template class BulkMapper<v1::BatchMapHttpStatusesRequest, v1::BatchMapHttpStatusesResponse>;
template class BulkMapper<v1::StreamMapHttpStatusesRequest, v1::StreamMapHttpStatusesResponse>;

grpc::Status BatchMapHttpStatuses(grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return BatchMapper().Map(request, response);
}

std::unique_ptr<Conversation> StreamMapHttpStatuses() { return std::make_unique<MapConversation>(); }

}  // namespace statusmap::rpc
