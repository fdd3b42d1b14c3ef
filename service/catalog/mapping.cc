#include "service/catalog/mapping.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "service/catalog/conventions.h"
#include "service/catalog/domain.h"
#include "service/catalog/named_conventions.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {
namespace {

// A direction's codes, numbered from 0. The last gRPC slot stands for every code that gRPC does not define.
constexpr int kHttpSlots = kLastHttpStatus - kFirstHttpStatus + 1;
constexpr int kGrpcSlots = kLastGrpcCode + 2;

constexpr int HttpSlot(int http_status) { return http_status - kFirstHttpStatus; }
constexpr int GrpcSlot(int grpc_code) { return std::min(grpc_code, kLastGrpcCode + 1); }

constexpr std::int16_t kNoRule = -1;

// For every convention and slot the rule that answers, as an index into kMappings.
template <int kSlots>
using Rules = std::array<std::array<std::int16_t, kSlots>, kConventions.size()>;

template <Direction kDirection, int kSlots>
constexpr Rules<kSlots> LayOutRules() {
  Rules<kSlots> rules{};
  for (auto& row : rules) row.fill(kNoRule);
  // The widest rules of a convention come first in kMappings, so that narrower ones overwrite them.
  for (std::size_t i = 0; i < kMappings.size(); ++i) {
    const MappingRow& row = kMappings[i];
    if (row.direction != kDirection) continue;
    const bool to_grpc = kDirection == Direction::kHttpToGrpc;
    const int first = to_grpc ? HttpSlot(row.first) : GrpcSlot(row.first);
    const int last = row.kind == RuleKind::kDefault ? kSlots - 1 : (to_grpc ? HttpSlot(row.last) : GrpcSlot(row.last));
    for (int slot = first; slot <= last; ++slot) rules[row.convention][slot] = static_cast<std::int16_t>(i);
  }
  return rules;
}

constexpr Rules<kHttpSlots> kHttpRules = LayOutRules<Direction::kHttpToGrpc, kHttpSlots>();
constexpr Rules<kGrpcSlots> kGrpcRules = LayOutRules<Direction::kGrpcToHttp, kGrpcSlots>();

constexpr int Target(std::int16_t rule) { return rule == kNoRule ? kNoAnswer : kMappings[rule].target; }

// What all conventions of a direction answer for one slot, the most common answer first.
struct Tally {
  static constexpr std::size_t kMost = 8;
  std::array<AnswerCount, kMost> answers{};
  std::size_t size = 0;

  constexpr void Add(int answer) {
    for (std::size_t i = 0; i < size; ++i) {
      if (answers[i].answer == answer) {
        ++answers[i].conventions;
        return;
      }
    }
    answers.at(size++) = {static_cast<std::int16_t>(answer), 1};
  }
};

template <Direction kDirection, int kSlots>
constexpr std::array<Tally, kSlots> CountAnswers(const Rules<kSlots>& rules) {
  std::array<Tally, kSlots> tallies{};
  for (std::size_t convention = 0; convention < kConventions.size(); ++convention) {
    if (!Maps(kConventions[convention], kDirection)) continue;
    for (int slot = 0; slot < kSlots; ++slot) tallies[slot].Add(Target(rules[convention][slot]));
  }
  for (Tally& tally : tallies) {
    std::sort(tally.answers.begin(), tally.answers.begin() + tally.size, [](AnswerCount a, AnswerCount b) {
      return a.conventions != b.conventions ? a.conventions > b.conventions : a.answer < b.answer;
    });
  }
  return tallies;
}

constexpr auto kHttpTallies = CountAnswers<Direction::kHttpToGrpc, kHttpSlots>(kHttpRules);
constexpr auto kGrpcTallies = CountAnswers<Direction::kGrpcToHttp, kGrpcSlots>(kGrpcRules);

std::int16_t RuleOf(std::size_t convention, Direction direction, int code) {
  return direction == Direction::kHttpToGrpc ? kHttpRules[convention][HttpSlot(code)]
                                             : kGrpcRules[convention][GrpcSlot(code)];
}

std::span<const AnswerCount> AllAnswers(Direction direction, int code) {
  const Tally& tally =
      direction == Direction::kHttpToGrpc ? kHttpTallies[HttpSlot(code)] : kGrpcTallies[GrpcSlot(code)];
  return {tally.answers.data(), tally.size};
}

constexpr std::array<BulkAnswers, kConventions.size()> LayOutBulkAnswers() {
  std::array<BulkAnswers, kConventions.size()> all{};
  for (std::size_t convention = 0; convention < kConventions.size(); ++convention) {
    auto& bytes = all[convention].bytes;
    bytes.fill(BulkAnswers::kInvalid);
    for (int slot = 0; slot < kHttpSlots; ++slot) {
      const int answer = Target(kHttpRules[convention][slot]);
      bytes[kFirstHttpStatus + slot] = answer == kNoAnswer ? BulkAnswers::kNone : static_cast<std::uint8_t>(answer);
    }
  }
  return all;
}

constexpr std::array<BulkAnswers, kConventions.size()> kBulkAnswers = LayOutBulkAnswers();

Refusal DirectionNotCovered(const NamedConvention& named, Direction direction) {
  const bool to_grpc = direction == Direction::kHttpToGrpc;
  return {Reason::kDirectionNotCovered,
          "convention",
          std::string(named.id),
          to_grpc ? "a convention that maps http_to_grpc" : "a convention that maps grpc_to_http",
          {to_grpc ? "grpc_to_http" : "http_to_grpc"}};
}

// Why nobody speaks. Only called if so.
Refusal SpeakerRefusal(Direction direction, std::string_view convention) {
  const auto found = FindConvention(convention);
  if (const Refusal* refusal = RefusalOf(found)) return *refusal;
  return DirectionNotCovered(*std::get<const NamedConvention*>(found), direction);
}

// What stands for a rule where a source has none.
constexpr MappingRow kSilence{kNoRule, Direction::kHttpToGrpc, RuleKind::kNone, 0, 0, kNoAnswer, "", ""};

inline Mapping MappingBy(const Speaker& speaker, Direction direction, int code) {
  const std::int16_t rule = RuleOf(speaker.index, direction, code);
  return {.direction = direction,
          .code = code,
          .speaker = &speaker,
          .rule = rule == kNoRule ? &kSilence : &kMappings[rule],
          .all = AllAnswers(direction, code)};
}

// Out of line, and the whole answers: so those who get a mapping do not pay for room for the texts of a refusal.
[[gnu::noinline]] Answer<Mapping> RefuseHttpStatus(const std::optional<std::int32_t>& http_status,
                                                   std::string_view convention) {
  if (!IsHttpStatus(http_status)) return HttpStatusRefusal(http_status);
  return SpeakerRefusal(Direction::kHttpToGrpc, convention);
}

[[gnu::noinline]] Answer<Mapping> RefuseGrpcCode(const std::optional<std::int32_t>& grpc_code,
                                                 std::string_view convention) {
  if (!IsGrpcCode(grpc_code)) return GrpcCodeRefusal(grpc_code);
  return SpeakerRefusal(Direction::kGrpcToHttp, convention);
}

}  // namespace

Answer<const Speaker*> FindSpeaker(Direction direction, std::string_view convention) {
  const Speaker* speaker = SpeakerNamed(direction, convention);
  if (speaker == nullptr) return SpeakerRefusal(direction, convention);
  return speaker;
}

Answer<Mapping> MapHttpStatus(const std::optional<std::int32_t>& http_status, std::string_view convention) {
  if (IsHttpStatus(http_status)) {
    const Speaker* speaker = SpeakerNamed(Direction::kHttpToGrpc, convention);
    if (speaker != nullptr) return MappingBy(*speaker, Direction::kHttpToGrpc, *http_status);
  }
  return RefuseHttpStatus(http_status, convention);
}

Answer<Mapping> MapGrpcCode(const std::optional<std::int32_t>& grpc_code, std::string_view convention) {
  if (IsGrpcCode(grpc_code)) {
    const Speaker* speaker = SpeakerNamed(Direction::kGrpcToHttp, convention);
    if (speaker != nullptr) return MappingBy(*speaker, Direction::kGrpcToHttp, *grpc_code);
  }
  return RefuseGrpcCode(grpc_code, convention);
}

int AnswerOf(int convention, Direction direction, int code) { return Target(RuleOf(convention, direction, code)); }

const BulkAnswers& BulkAnswersOf(int convention) { return kBulkAnswers[convention]; }

std::vector<std::string_view> ConventionsAnswering(const Mapping& mapping, int answer) {
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < kConventions.size(); ++i) {
    if (!Maps(kConventions[i], mapping.direction)) continue;
    if (AnswerOf(static_cast<int>(i), mapping.direction, mapping.code) == answer) ids.push_back(kConventions[i].id);
  }
  return ids;
}

}  // namespace statusmap::catalog
