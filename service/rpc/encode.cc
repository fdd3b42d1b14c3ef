#include "service/rpc/encode.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/catalog/domain.h"
#include "service/catalog/tables.h"
#include "service/rpc/enums.h"
#include "service/rpc/speaker.h"

namespace statusmap::rpc {
namespace {

// Who uses a phrase, in one line.
std::string Joined(const std::vector<std::string_view>& names) {
  return absl::StrJoin(names, "; ", [](std::string* out, std::string_view name) { out->append(name); });
}

void Encode(const catalog::DeFactoRow& row, v1::DeFactoMeaning* meaning) {
  *meaning->mutable_vendor() = row.vendor;
  *meaning->mutable_name() = row.name;
  *meaning->mutable_meaning() = row.meaning;
  *meaning->mutable_seen_on() = row.seen_on;
  *meaning->mutable_collides_with() = row.collides_with;
  *meaning->mutable_source() = row.source;
}

// The words of a phrase stand in the rows of the vendor and of the registry.
void Encode(const catalog::DivergenceRow& row, const catalog::VendorRow& vendor, const catalog::RegistryRow& registry,
            v1::Divergence* divergence) {
  const bool of_phrase = row.kind <= catalog::DivergenceKind::kName;
  divergence->set_kind(SameNumber<v1::DivergenceKind>(row.kind));
  *divergence->mutable_vendor_words() = of_phrase ? vendor.message : row.vendor_words;
  *divergence->mutable_standard_words() = of_phrase ? registry.phrase : row.standard_words;
  *divergence->mutable_reference() = of_phrase ? catalog::kIanaSource : row.clause;
}

void Encode(const catalog::Match& match, v1::Match* message) {
  message->set_http_status(match.phrase->code);
  *message->mutable_phrase() = match.phrase->text;
  message->set_used_by(Joined(match.phrase->used_by));
  message->set_kind(SameNumber<v1::MatchKind>(match.kind));
  message->set_distance(match.distance);
  if (match.registration != nullptr) *message->mutable_registered_phrase() = match.registration->phrase;
}

void Encode(const catalog::VerdictRow& row, v1::Verdict* verdict) {
  *verdict->mutable_by() = row.by;
  *verdict->mutable_question() = row.question;
  *verdict->mutable_answer() = row.answer;
  *verdict->mutable_note() = row.note;
  *verdict->mutable_source() = row.source;
}

void Encode(std::chrono::milliseconds time, google::protobuf::Duration* duration) {
  duration->set_seconds(time.count() / 1000);
  duration->set_nanos(static_cast<std::int32_t>(time.count() % 1000) * 1'000'000);
}

void Encode(const catalog::PolicyAdvice& advice, v1::PolicyAdvice* policy) {
  *policy->mutable_policy() = advice.policy;
  policy->set_verdict(SameNumber<v1::RetryVerdict>(advice.verdict));
  policy->set_why(advice.why);
  *policy->mutable_source() = advice.source;
  policy->set_differs(advice.differs);
}

// The code asked about, as its own code space writes it: "429", "NOT_FOUND", "17".
std::string CodeText(const catalog::Mapping& mapping) {
  if (mapping.direction == catalog::Direction::kGrpcToHttp && mapping.code <= catalog::kLastGrpcCode) {
    return std::string(catalog::GrpcCodeName(mapping.code));
  }
  return absl::StrCat(mapping.code);
}

void EncodeRule(const catalog::Mapping& mapping, std::string* rule) {
  rule->clear();
  switch (mapping.rule_kind()) {
    case catalog::RuleKind::kExact:
      rule->append("exact ");
      break;
    case catalog::RuleKind::kRange:
      rule->append("range ");
      break;
    case catalog::RuleKind::kDefault:
      rule->append("default ");
      break;
    case catalog::RuleKind::kNone:
      absl::StrAppend(rule, "none: no answer for ", CodeText(mapping));
      return;
  }
  rule->append(mapping.rule->from);
}

// The fields that both directions share.
template <typename Response>
void EncodeShared(const catalog::Mapping& mapping, Response* response) {
  *response->mutable_convention() = mapping.speaker->convention;
  EncodeRule(mapping, response->mutable_rule());
  response->set_rule_kind(SameNumber<v1::RuleKind>(mapping.rule_kind()));
  *response->mutable_note() = mapping.rule->note;
  EncodeSpeaker(*mapping.speaker, response);
}

// Who agrees, who does not. The speaker itself is none of the others.
template <typename Response>
void EncodeOthers(const catalog::Mapping& mapping, bool name_conventions, Response* response) {
  int others = -1;
  for (const catalog::AnswerCount& count : mapping.all) {
    others += count.conventions;
    auto* ids = response->mutable_agreeing_conventions();
    if (count.answer == mapping.answer()) {
      response->set_agreeing(count.conventions - 1);
    } else {
      auto* other = response->add_other_answers();
      EncodeAnswer(count.answer, other);
      other->set_count(count.conventions);
      ids = other->mutable_conventions();
    }
    if (!name_conventions) continue;
    for (const std::string_view id : catalog::ConventionsAnswering(mapping, count.answer)) {
      if (id != mapping.speaker->row->id) *ids->Add() = id;
    }
  }
  response->set_others(others);
}

// A run of the library where there was one, else what was read.
void EncodeVerification(const catalog::NamedConvention& named, catalog::Direction direction,
                        v1::Verification* verification) {
  verification->set_direction(SameNumber<v1::Direction>(direction));
  if (const catalog::VerificationRow* run = named.Verification(direction)) {
    verification->set_evidence(v1::EVIDENCE_OBSERVED);
    *verification->mutable_subject() = run->library;
    *verification->mutable_version() = run->version;
    *verification->mutable_date() = run->date;
    *verification->mutable_how() = run->how;
    return;
  }
  const catalog::ConventionRow& row = catalog::kConventions[*named.Speaker(direction)];
  const bool to_grpc = direction == catalog::Direction::kHttpToGrpc;
  verification->set_evidence(v1::EVIDENCE_READ);
  *verification->mutable_subject() = absl::StrCat(std::string(row.repository), " ",
                                                  std::string(to_grpc ? row.http_to_grpc_path : row.grpc_to_http_path));
  *verification->mutable_version() = row.version;
  *verification->mutable_date() = row.version_date;
}

}  // namespace

void EncodeAnswer(int answer, v1::GrpcAnswer* message) { EncodeGrpcCode(answer, message); }

void EncodeAnswer(int answer, v1::HttpAnswer* message) {
  if (answer != catalog::kNoAnswer) message->set_http_status(answer);
}

void Encode(const catalog::StatusRecord& record, v1::Status* status) {
  status->set_http_status(record.http_status);
  status->set_status_class(SameNumber<v1::StatusClass>(catalog::ClassOf(record.http_status)));
  if (record.vendor != nullptr) {
    *status->mutable_vendor()->mutable_message() = record.vendor->message;
    *status->mutable_vendor()->mutable_description() = record.vendor->description;
    *status->mutable_vendor()->mutable_source() = catalog::kVendorTableSource;
  }
  if (record.registration != nullptr) {
    v1::Registration* registration = status->mutable_registration();
    *registration->mutable_reason_phrase() = record.registration->phrase;
    *registration->mutable_reference() = record.registration->reference;
    registration->set_state(SameNumber<v1::RegistrationState>(record.registration->state));
    *registration->mutable_expires() = record.registration->expires;
    *registration->mutable_note() = record.registration->note;
    *registration->mutable_source() = catalog::kIanaSource;
  }
  for (const catalog::DeFactoRow& row : record.de_facto) Encode(row, status->add_de_facto_meanings());
  if (record.vendor != nullptr && record.registration != nullptr) {
    for (const catalog::DivergenceRow& row : record.divergences) {
      Encode(row, *record.vendor, *record.registration, status->add_divergences());
    }
  }
  if (record.semantics != nullptr) {
    status->set_retry_advice(SameNumber<v1::RetryAdvice>(record.semantics->retry_advice));
    *status->mutable_retry_source() = record.semantics->source;
  }
}

void Encode(const catalog::SearchResult& result, v1::SearchStatusesResponse* response) {
  for (const catalog::Match& match : result.matches) Encode(match, response->add_matches());
  response->set_ambiguous(result.ambiguous);
  response->set_total_size(result.total);
}

void Encode(const catalog::Classification& classification, v1::ClassifyStatusResponse* response) {
  const catalog::SemanticsRow& semantics = *classification.semantics;
  response->set_http_status(classification.http_status);
  response->set_valid(classification.valid);
  response->set_status_class(SameNumber<v1::StatusClass>(classification.status_class));
  response->set_registration_state(SameNumber<v1::RegistrationState>(classification.registration_state));
  response->set_fallback(classification.fallback);
  response->set_treated_as(semantics.code);
  response->set_interim(semantics.is_interim);
  response->set_error(semantics.is_error);
  response->set_content_allowed(semantics.content_allowed);
  response->set_heuristically_cacheable(classification.heuristically_cacheable);
  response->set_redirect_kind(SameNumber<v1::RedirectKind>(semantics.redirect_kind));
  response->set_retry_advice(SameNumber<v1::RetryAdvice>(semantics.retry_advice));
  response->set_retry_after_meaningful(semantics.retry_after_meaningful);
  *response->mutable_source() = classification.source;
  for (const catalog::VerdictRow* verdict : classification.verdicts) Encode(*verdict, response->add_verdicts());
  for (const catalog::DeFactoRow& row : classification.de_facto) Encode(row, response->add_de_facto_meanings());
}

void Encode(const catalog::RetryAnswer& answer, v1::AdviseRetryResponse* response) {
  response->set_verdict(SameNumber<v1::RetryVerdict>(answer.verdict));
  response->set_reason(answer.reason);
  v1::Delay* delay = response->mutable_delay();
  delay->set_origin(SameNumber<v1::DelayOrigin>(answer.origin));
  *delay->mutable_source() = answer.delay_source;
  if (answer.origin != catalog::DelayOrigin::kNone) {
    Encode(answer.minimum, delay->mutable_minimum());
    Encode(answer.maximum, delay->mutable_maximum());
  }
  response->set_applied(SameNumber<v1::Application>(answer.applied));
  *response->mutable_applied_source() = answer.applied_source;
  for (const catalog::Clause& clause : answer.clauses) {
    v1::Clause* encoded = response->add_clauses();
    encoded->set_source(clause.source);
    encoded->set_says(clause.says);
  }
  for (const catalog::PolicyAdvice& advice : answer.policies) Encode(advice, response->add_policies());
  response->set_name(answer.name);
}

void Encode(const catalog::NamedConvention& named, v1::Convention* convention) {
  *convention->mutable_id() = named.id;
  for (const auto direction : {catalog::Direction::kHttpToGrpc, catalog::Direction::kGrpcToHttp}) {
    if (!named.Speaker(direction)) continue;
    convention->add_directions(SameNumber<v1::Direction>(direction));
    EncodeVerification(named, direction, convention->add_verifications());
  }
  if (named.alias != nullptr) {
    *convention->mutable_summary() = named.alias->summary;
    *convention->mutable_http_to_grpc_alias_of() = catalog::kConventions[named.alias->http_to_grpc].id;
    *convention->mutable_grpc_to_http_alias_of() = catalog::kConventions[named.alias->grpc_to_http].id;
    return;
  }
  const catalog::ConventionRow& row = *named.convention;
  *convention->mutable_summary() = row.summary;
  *convention->mutable_used_by() = row.used_by;
  *convention->mutable_repository() = row.repository;
  *convention->mutable_http_to_grpc_path() = row.http_to_grpc_path;
  *convention->mutable_grpc_to_http_path() = row.grpc_to_http_path;
  *convention->mutable_version() = row.version;
  *convention->mutable_version_date() = row.version_date;
  *convention->mutable_caution() = row.caution;
}

void Encode(const catalog::Mapping& mapping, bool name_conventions, v1::MapHttpStatusResponse* response) {
  response->set_http_status(mapping.code);
  EncodeGrpcCode(mapping.answer(), response);
  EncodeShared(mapping, response);
  EncodeOthers(mapping, name_conventions, response);
}

void Encode(const catalog::Mapping& mapping, bool name_conventions, v1::MapGrpcCodeResponse* response) {
  response->set_grpc_code(mapping.code);
  *response->mutable_grpc_code_name() = catalog::GrpcCodeName(mapping.code);
  response->set_grpc_code_undefined(mapping.code > catalog::kLastGrpcCode);
  if (mapping.answer() != catalog::kNoAnswer) response->set_http_status(mapping.answer());
  EncodeShared(mapping, response);
  EncodeOthers(mapping, name_conventions, response);
}

}  // namespace statusmap::rpc
