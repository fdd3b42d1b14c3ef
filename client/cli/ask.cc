#include "client/cli/ask.h"

#include <algorithm>
#include <cstdint>

#include "client/cli/words.h"
#include "statusmap/bulk.h"

namespace statusmap::cli {
namespace {

// Round trips and what a call costs are shared by so many words, and an answer is soon there.
constexpr std::size_t kMany = 8192;

// An answer of a batch as the one that `map` would have got alone, as far as a brief text shows it.
v1::MapHttpStatusResponse AnswerOf(const v1::BatchMapHttpStatusesResponse& batch, int http_status, int grpc_code) {
  v1::MapHttpStatusResponse answer;
  answer.set_http_status(http_status);
  answer.set_convention(batch.convention());
  if (grpc_code != kNoGrpcCode) {
    answer.set_grpc_code(grpc_code);
    answer.set_grpc_code_name(absl::StatusCodeToString(static_cast<absl::StatusCode>(grpc_code)));
  }
  return answer;
}

}  // namespace

Asker::Asker(const Options& options, Service& service, Report& report)
    : options_(options),
      service_(service),
      report_(report),
      in_bulk_(options.command == Command::kMap && options.brief && !options.grpc && !options.json) {}

void Asker::Ask(const std::string& word) {
  const auto code = options_.grpc ? GrpcCodeOf(word) : IntegerOf(word);
  if (in_bulk_) {
    waiting_.push_back({word, code});
    if (waiting_.size() == kMany) AskMany();
    return;
  }
  for (const std::string& convention : options_.conventions) AskOne({word, code, convention});
}

void Asker::Pause() {
  AskMany();
  report_.Flush();
  // What comes later is asked anew: a server that was away may be back.
  unreachable_ = absl::OkStatus();
}

void Asker::AskOne(const Question& question) {
  if (!question.code) return report_.NotUnderstood(question);
  // The client has retried already: to wait again for each of many questions helps nobody.
  if (!unreachable_.ok()) return report_.Failed(question, unreachable_);
  if (const auto answer = service_.Ask(options_, question); answer.ok()) {
    report_.Answered(*answer);
  } else {
    report_.Failed(question, answer.status());
    NoteUnreachable(answer.status());
  }
}

void Asker::NoteUnreachable(const absl::Status& status) {
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) unreachable_ = status;
}

void Asker::AskMany() {
  if (waiting_.empty()) return;
  v1::BatchMapHttpStatusesRequest request;
  for (const auto& [word, code] : waiting_) {
    if (code) request.add_http_statuses(*code);
  }
  std::vector<absl::StatusOr<v1::BatchMapHttpStatusesResponse>> batches;
  for (const std::string& convention : options_.conventions) {
    request.set_convention(convention);
    batches.push_back(unreachable_.ok() ? service_.MapBatch(request) : unreachable_);
    NoteUnreachable(batches.back().status());
  }
  int position = 0;
  for (const auto& [word, code] : waiting_) {
    for (std::size_t i = 0; i < batches.size(); ++i) {
      const Question question{word, code, options_.conventions[i]};
      const auto& batch = batches[i];
      if (!code) {
        report_.NotUnderstood(question);
      } else if (!batch.ok()) {
        report_.Failed(question, batch.status());
      } else if (const int answer = batch->grpc_codes(position); answer != kNotAnHttpStatus) {
        report_.Answered(AnswerOf(*batch, *code, answer));
      } else {
        AskOne(question);  // the service says what is wrong with it
      }
    }
    if (code) ++position;
  }
  waiting_.clear();
}

}  // namespace statusmap::cli
