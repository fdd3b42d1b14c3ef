#include "service/catalog/compare.h"

#include <algorithm>
#include <utility>

#include "service/catalog/conventions.h"
#include "service/catalog/domain.h"
#include "service/catalog/mapping.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {
namespace {

constexpr int kConventionCount = kConventions.size();

// The first and last code that a direction is asked about.
struct Codes {
  int first;
  int last;
};

Codes CodesOf(Direction direction) {
  if (direction == Direction::kHttpToGrpc) return {kFirstHttpStatus, kLastHttpStatus};
  return {kFirstGrpcCode, kLastGrpcCode};
}

bool BelongsTo(const SchoolRow& school, int convention) {
  return std::all_of(school.answers.begin(), school.answers.begin() + school.size, [&](const SchoolRow::AnswerTo& a) {
    return AnswerOf(convention, Direction::kHttpToGrpc, a.http_status) == a.grpc_code;
  });
}

// The conventions that `keep`, grouped by answer.
template <typename Predicate>
std::vector<AnswerGroup> GroupsOf(Direction direction, int code, Predicate keep) {
  std::vector<AnswerGroup> groups;
  for (int i = 0; i < kConventionCount; ++i) {
    if (!Maps(kConventions[i], direction) || !keep(i)) continue;
    const int answer = AnswerOf(i, direction, code);
    auto group = std::ranges::find(groups, answer, &AnswerGroup::answer);
    if (group == groups.end()) group = groups.insert(group, {answer, {}});
    group->conventions.push_back(kConventions[i].id);
  }
  std::ranges::stable_sort(groups, [](const AnswerGroup& a, const AnswerGroup& b) {
    return a.conventions.size() != b.conventions.size() ? a.conventions.size() > b.conventions.size()
                                                        : a.answer < b.answer;
  });
  return groups;
}

CodeComparison CompareOnCode(Direction direction, int code) {
  CodeComparison comparison{direction, code, GroupsOf(direction, code, [](int) { return true; }), {}};
  if (direction == Direction::kGrpcToHttp) return comparison;
  for (const SchoolRow& school : kSchools) {
    comparison.schools.push_back(
        {&school, GroupsOf(direction, code, [&](int convention) { return BelongsTo(school, convention); })});
  }
  return comparison;
}

std::optional<std::vector<Difference>> Differences(Direction direction, std::optional<int> one,
                                                   std::optional<int> other) {
  if (!one || !other) return std::nullopt;
  std::vector<Difference> differences;
  const Codes codes = CodesOf(direction);
  for (int code = codes.first; code <= codes.last; ++code) {
    const Difference difference{code, AnswerOf(*one, direction, code), AnswerOf(*other, direction, code)};
    if (difference.answer != difference.other_answer) differences.push_back(difference);
  }
  return differences;
}

// There in `direction` by one convention, back by the other.
std::optional<RoundTrip> ThereAndBack(Direction direction, std::optional<int> there, std::optional<int> back) {
  if (!there || !back) return std::nullopt;
  const Codes codes = CodesOf(direction);
  RoundTrip trip{codes.last - codes.first + 1, {}};
  for (int code = codes.first; code <= codes.last; ++code) {
    const int via = AnswerOf(*there, direction, code);
    const int returned = via == kNoAnswer ? kNoAnswer : AnswerOf(*back, Opposite(direction), via);
    if (returned != code) trip.lost.push_back({code, via, returned});
  }
  return trip;
}

Answer<Comparison> ComparePair(std::string_view convention, std::string_view other_convention) {
  const auto one = FindConvention(convention);
  if (const Refusal* refusal = RefusalOf(one)) return *refusal;
  auto other = other_convention.empty() ? one : FindConvention(other_convention);
  if (Refusal* refusal = std::get_if<Refusal>(&other)) {
    refusal->field = "other_convention";
    return *refusal;
  }
  const NamedConvention& a = *std::get<const NamedConvention*>(one);
  const NamedConvention& b = *std::get<const NamedConvention*>(other);
  const auto to_grpc = Direction::kHttpToGrpc;
  const auto to_http = Direction::kGrpcToHttp;
  return PairComparison{
      .convention = a.id,
      .other_convention = b.id,
      .http_differences = Differences(to_grpc, a.Speaker(to_grpc), b.Speaker(to_grpc)),
      .grpc_differences = Differences(to_http, a.Speaker(to_http), b.Speaker(to_http)),
      .http_round_trip = ThereAndBack(to_grpc, a.Speaker(to_grpc), b.Speaker(to_http)),
      .grpc_round_trip = ThereAndBack(to_http, a.Speaker(to_http), b.Speaker(to_grpc)),
  };
}

}  // namespace

Answer<Comparison> CompareConventions(const CompareQuestion& question) {
  const bool pair = !question.convention.empty() || !question.other_convention.empty();
  const int questions = (question.http_status ? 1 : 0) + (question.grpc_code ? 1 : 0) + (pair ? 1 : 0);
  if (questions != 1) {
    const Reason reason = questions == 0 ? Reason::kFieldMissing : Reason::kQuestionAmbiguous;
    return Refusal{reason, "http_status", "", "http_status, or grpc_code, or convention and other_convention", {}};
  }
  if (pair) return ComparePair(question.convention, question.other_convention);
  if (question.http_status) {
    if (auto refusal = CheckHttpStatus(question.http_status)) return *std::move(refusal);
    return CompareOnCode(Direction::kHttpToGrpc, *question.http_status);
  }
  if (auto refusal = CheckGrpcCode(question.grpc_code)) return *std::move(refusal);
  return CompareOnCode(Direction::kGrpcToHttp, *question.grpc_code);
}

}  // namespace statusmap::catalog
