#include "service/catalog/summary.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>
#include <variant>

#include "service/catalog/classify.h"
#include "service/catalog/domain.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {
namespace {

int GrpcCodeOf(int http_status, const Speaker* convention) {
  return AnswerOf(convention->index, Direction::kHttpToGrpc, http_status);
}

std::vector<StatusCount> CountStatuses(const StatusCounts& counts, const Speaker* convention) {
  std::vector<StatusCount> statuses;
  for (int status = kFirstHttpStatus; status <= kLastHttpStatus; ++status) {
    const std::int64_t count = counts.Of(status);
    if (count > 0) statuses.push_back({status, GrpcCodeOf(status, convention), count});
  }
  return statuses;
}

// The sums of the counts by what `kind_of` makes of a status, in ascending order.
template <typename Kind, typename KindOf>
std::vector<CountOf<Kind>> SumBy(const std::vector<StatusCount>& statuses, KindOf kind_of) {
  std::map<Kind, std::int64_t> sums;
  for (const StatusCount& status : statuses) sums[kind_of(status)] += status.count;
  std::vector<CountOf<Kind>> result;
  result.reserve(sums.size());
  for (const auto& [kind, count] : sums) result.push_back({kind, count});
  return result;
}

std::vector<CountOf<int>> CountGrpcCodes(const std::vector<StatusCount>& statuses) {
  auto codes = SumBy<int>(statuses, [](const StatusCount& status) { return status.grpc_code; });
  std::ranges::stable_sort(codes, [](const CountOf<int>& a, const CountOf<int>& b) {
    return std::pair(a.kind == kNoAnswer, -a.count) < std::pair(b.kind == kNoAnswer, -b.count);
  });
  return codes;
}

// The rules that call responses errors; others say who retries, or speak of gRPC codes.
bool CallsErrors(const VerdictRow& row) {
  return row.code_space == CodeSpace::kHttp &&
         (row.question == "span_status_client" || row.question == "span_status_server" ||
          row.question == "upstream_failure_proxy");
}

std::int64_t CountRange(const StatusCounts& counts, int first, int last) {
  std::int64_t sum = 0;
  for (int status = std::max(first, kFirstHttpStatus); status <= std::min(last, kLastHttpStatus); ++status) {
    sum += counts.Of(status);
  }
  return sum;
}

std::vector<ErrorCount> CountErrors(const StatusCounts& counts) {
  std::map<std::pair<std::string_view, std::string_view>, ErrorCount> rules;
  for (const VerdictRow& row : kVerdicts) {
    if (!CallsErrors(row)) continue;
    ErrorCount& rule =
        rules.try_emplace({row.by, row.question}, ErrorCount{row.by, row.question, row.source, 0, 0}).first->second;
    if (row.answer == "error") rule.count += CountRange(counts, row.first, row.last);
    if (row.answer == "error_if_named") rule.if_named += CountRange(counts, row.first, row.last);
  }
  std::vector<ErrorCount> result;
  result.reserve(rules.size());
  for (const auto& [name, rule] : rules) result.push_back(rule);
  return result;
}

RetryAdvice AdviceOn(const StatusCount& status) {
  return std::get<Classification>(ClassifyStatus(status.http_status)).semantics->retry_advice;
}

bool SendsUnchanged(RetryAdvice advice) {
  return advice == RetryAdvice::kSameRequestLater || advice == RetryAdvice::kAfterRetryAfter ||
         advice == RetryAdvice::kIdempotentOnly;
}

Impact ImpactOf(const std::vector<StatusCount>& statuses, const Speaker* against) {
  std::map<std::pair<int, int>, GrpcCodeChange> changes;
  Impact impact{against, 0, {}};
  for (const StatusCount& status : statuses) {
    const int to = GrpcCodeOf(status.http_status, against);
    if (to == status.grpc_code) continue;
    GrpcCodeChange& change =
        changes.try_emplace({status.grpc_code, to}, GrpcCodeChange{status.grpc_code, to, 0, {}}).first->second;
    change.count += status.count;
    change.http_statuses.push_back(status.http_status);
    impact.changed += status.count;
  }
  for (auto& [codes, change] : changes) impact.changes.push_back(std::move(change));
  std::ranges::stable_sort(impact.changes, std::ranges::greater(), &GrpcCodeChange::count);
  return impact;
}

}  // namespace

bool StatusCounts::Add(std::int32_t http_status, std::int64_t weight) {
  if (weight > std::numeric_limits<std::int64_t>::max() - total_) return false;
  total_ += weight;
  if (kFirstHttpStatus <= http_status && http_status <= kLastHttpStatus) {
    counts_[http_status - kFirstHttpStatus] += weight;
    return true;
  }
  invalid_ += weight;
  if (invalid_examples_.size() < kMaxExamples && std::ranges::count(invalid_examples_, http_status) == 0) {
    invalid_examples_.push_back(http_status);
  }
  return true;
}

Summary Summarize(const StatusCounts& counts, const Speaker* convention, const Speaker* against) {
  std::vector<StatusCount> statuses = CountStatuses(counts, convention);
  Summary summary{
      .classes = SumBy<StatusClass>(statuses, [](const StatusCount& status) { return ClassOf(status.http_status); }),
      .statuses = {},
      .grpc_codes = CountGrpcCodes(statuses),
      .errors = CountErrors(counts),
      .retry_advice = SumBy<RetryAdvice>(statuses, AdviceOn),
      .retryable = 0,
      .impact = against == nullptr ? std::nullopt : std::optional(ImpactOf(statuses, against)),
  };
  for (const auto& [advice, count] : summary.retry_advice) {
    if (SendsUnchanged(advice)) summary.retryable += count;
  }
  summary.statuses = std::move(statuses);
  return summary;
}

}  // namespace statusmap::catalog
