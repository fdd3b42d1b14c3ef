// Comparisons as messages.
#include <string>
#include <string_view>

#include "service/catalog/domain.h"
#include "service/rpc/encode.h"

namespace statusmap::rpc {
namespace {

using catalog::GrpcCodeName;
using catalog::kNoAnswer;

template <typename Answers>
void EncodeGroups(const std::vector<catalog::AnswerGroup>& groups, Answers* answers) {
  for (const catalog::AnswerGroup& group : groups) {
    auto* answer = answers->Add();
    EncodeAnswer(group.answer, answer);
    answer->set_count(static_cast<int>(group.conventions.size()));
    for (const std::string_view id : group.conventions) *answer->add_conventions() = id;
  }
}

void Encode(const catalog::Difference& difference, v1::HttpDifference* message) {
  message->set_http_status(difference.code);
  if (difference.answer != kNoAnswer) message->set_grpc_code(difference.answer);
  *message->mutable_grpc_code_name() = GrpcCodeName(difference.answer);
  if (difference.other_answer != kNoAnswer) message->set_other_grpc_code(difference.other_answer);
  *message->mutable_other_grpc_code_name() = GrpcCodeName(difference.other_answer);
}

void Encode(const catalog::Difference& difference, v1::GrpcDifference* message) {
  message->set_grpc_code(difference.code);
  *message->mutable_grpc_code_name() = GrpcCodeName(difference.code);
  if (difference.answer != kNoAnswer) message->set_http_status(difference.answer);
  if (difference.other_answer != kNoAnswer) message->set_other_http_status(difference.other_answer);
}

template <typename Message>
void EncodeAll(const std::vector<catalog::Difference>& differences, int compared, Message* message) {
  for (const catalog::Difference& difference : differences) Encode(difference, message->add_differences());
  message->set_compared(compared);
}

void Encode(const catalog::Loss& loss, v1::HttpLoss* message) {
  message->set_http_status(loss.code);
  if (loss.via != kNoAnswer) message->set_via_grpc_code(loss.via);
  *message->mutable_via_grpc_code_name() = GrpcCodeName(loss.via);
  if (loss.back != kNoAnswer) message->set_returned_http_status(loss.back);
}

void Encode(const catalog::Loss& loss, v1::GrpcLoss* message) {
  message->set_grpc_code(loss.code);
  *message->mutable_grpc_code_name() = GrpcCodeName(loss.code);
  if (loss.via != kNoAnswer) message->set_via_http_status(loss.via);
  if (loss.back != kNoAnswer) message->set_returned_grpc_code(loss.back);
  *message->mutable_returned_grpc_code_name() = GrpcCodeName(loss.back);
}

template <typename Message>
void EncodeTrip(const catalog::RoundTrip& trip, Message* message) {
  message->set_sent(trip.codes);
  message->set_kept(trip.codes - static_cast<int>(trip.lost.size()));
  for (const catalog::Loss& loss : trip.lost) Encode(loss, message->add_lost());
}

void Encode(const catalog::CodeComparison& comparison, v1::CompareConventionsResponse* response) {
  if (comparison.direction == catalog::Direction::kGrpcToHttp) {
    v1::GrpcCodeComparison* message = response->mutable_by_grpc_code();
    message->set_grpc_code(comparison.code);
    *message->mutable_grpc_code_name() = GrpcCodeName(comparison.code);
    return EncodeGroups(comparison.groups, message->mutable_answers());
  }
  v1::HttpStatusComparison* message = response->mutable_by_http_status();
  message->set_http_status(comparison.code);
  EncodeGroups(comparison.groups, message->mutable_answers());
  for (const catalog::SchoolAnswers& answers : comparison.schools) {
    v1::School* school = message->add_schools();
    *school->mutable_id() = answers.school->id;
    *school->mutable_summary() = answers.school->summary;
    EncodeGroups(answers.groups, school->mutable_answers());
  }
}

void Encode(const catalog::PairComparison& pair, v1::CompareConventionsResponse* response) {
  v1::PairComparison* message = response->mutable_by_pair();
  *message->mutable_convention() = pair.convention;
  *message->mutable_other_convention() = pair.other_convention;
  constexpr int kHttpStatuses = catalog::kLastHttpStatus - catalog::kFirstHttpStatus + 1;
  constexpr int kGrpcCodes = catalog::kLastGrpcCode - catalog::kFirstGrpcCode + 1;
  if (pair.http_differences) EncodeAll(*pair.http_differences, kHttpStatuses, message->mutable_http_differences());
  if (pair.grpc_differences) EncodeAll(*pair.grpc_differences, kGrpcCodes, message->mutable_grpc_differences());
  if (pair.http_round_trip) EncodeTrip(*pair.http_round_trip, message->mutable_http_round_trip());
  if (pair.grpc_round_trip) EncodeTrip(*pair.grpc_round_trip, message->mutable_grpc_round_trip());
}

}  // namespace

void Encode(const catalog::Comparison& comparison, v1::CompareConventionsResponse* response) {
  std::visit([response](const auto& answer) { Encode(answer, response); }, comparison);
}

}  // namespace statusmap::rpc
