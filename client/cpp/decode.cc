#include "client/cpp/decode.h"

namespace statusmap::internal {
namespace {

// The enums have the numbers of the contract, so that a cast is the whole translation.
static_assert(static_cast<int>(StatusClass::kServerError) == v1::STATUS_CLASS_SERVER_ERROR);
static_assert(static_cast<int>(RegistrationState::kUnassigned) == v1::REGISTRATION_STATE_UNASSIGNED);
static_assert(static_cast<int>(RetryAdvice::kIdempotentOnly) == v1::RETRY_ADVICE_IDEMPOTENT_ONLY);
static_assert(static_cast<int>(RedirectKind::kPermanentMethodPreserved) ==
              v1::REDIRECT_KIND_PERMANENT_METHOD_PRESERVED);
static_assert(static_cast<int>(Direction::kGrpcToHttp) == v1::DIRECTION_GRPC_TO_HTTP);
static_assert(static_cast<int>(Origin::kDeFacto) == v1::ORIGIN_DE_FACTO);
static_assert(static_cast<int>(MatchKind::kSimilar) == v1::MATCH_KIND_SIMILAR);
static_assert(static_cast<int>(RuleKind::kNone) == v1::RULE_KIND_NONE);

Divergence Decode(const v1::Divergence& message) {
  return {static_cast<DivergenceKind>(message.kind()), message.vendor_words(), message.standard_words(),
          message.reference()};
}

DeFactoMeaning Decode(const v1::DeFactoMeaning& message) {
  return {message.vendor(),  message.name(),          message.meaning(),
          message.seen_on(), message.collides_with(), message.source()};
}

Match Decode(const v1::Match& message) {
  return {message.http_status(), message.phrase(),           message.used_by(), static_cast<MatchKind>(message.kind()),
          message.distance(),    message.registered_phrase()};
}

Verdict Decode(const v1::Verdict& message) {
  return {message.by(), message.question(), message.answer(), message.note(), message.source()};
}

template <typename Value, typename Messages>
std::vector<Value> DecodeAll(const Messages& messages) {
  std::vector<Value> values;
  values.reserve(messages.size());
  for (const auto& message : messages) values.push_back(Decode(message));
  return values;
}

// The fields that both directions share, which have the same names in both messages.
template <typename Message>
void DecodeProvenance(const Message& message, Provenance& provenance) {
  provenance.convention = message.convention();
  provenance.rule = message.rule();
  provenance.source = message.source();
  provenance.rule_kind = static_cast<RuleKind>(message.rule_kind());
  provenance.note = message.note();
  provenance.answered_by = message.answered_by();
  provenance.caution = message.caution();
  provenance.others = message.others();
  provenance.agreeing = message.agreeing();
  provenance.agreeing_conventions.assign(message.agreeing_conventions().begin(), message.agreeing_conventions().end());
}

}  // namespace

GrpcAnswer Decode(const v1::GrpcAnswer& message) {
  GrpcAnswer answer;
  if (message.has_grpc_code()) answer.grpc_code = message.grpc_code();
  answer.grpc_code_name = message.grpc_code_name();
  answer.count = message.count();
  answer.conventions.assign(message.conventions().begin(), message.conventions().end());
  return answer;
}

HttpAnswer Decode(const v1::HttpAnswer& message) {
  HttpAnswer answer;
  if (message.has_http_status()) answer.http_status = message.http_status();
  answer.count = message.count();
  answer.conventions.assign(message.conventions().begin(), message.conventions().end());
  return answer;
}

StatusEntry Decode(const v1::Status& message) {
  StatusEntry entry;
  entry.http_status = message.http_status();
  entry.status_class = static_cast<StatusClass>(message.status_class());
  if (message.has_vendor()) {
    const v1::VendorEntry& vendor = message.vendor();
    entry.vendor = VendorEntry{vendor.message(), vendor.description(), vendor.source()};
  }
  if (message.has_registration()) {
    const v1::Registration& row = message.registration();
    entry.registration = Registration{row.reason_phrase(), row.reference(), static_cast<RegistrationState>(row.state()),
                                      row.expires(),       row.note(),      row.source()};
  }
  entry.de_facto_meanings = DecodeAll<DeFactoMeaning>(message.de_facto_meanings());
  entry.divergences = DecodeAll<Divergence>(message.divergences());
  entry.retry_advice = static_cast<RetryAdvice>(message.retry_advice());
  entry.retry_source = message.retry_source();
  return entry;
}

SearchResult Decode(const v1::SearchStatusesResponse& message) {
  return {DecodeAll<Match>(message.matches()), message.ambiguous(), message.total_size()};
}

Classification Decode(const v1::ClassifyStatusResponse& message) {
  Classification kind;
  kind.http_status = message.http_status();
  kind.valid = message.valid();
  kind.status_class = static_cast<StatusClass>(message.status_class());
  kind.registration_state = static_cast<RegistrationState>(message.registration_state());
  kind.fallback = message.fallback();
  kind.treated_as = message.treated_as();
  kind.interim = message.interim();
  kind.error = message.error();
  kind.content_allowed = message.content_allowed();
  kind.heuristically_cacheable = message.heuristically_cacheable();
  kind.redirect_kind = static_cast<RedirectKind>(message.redirect_kind());
  kind.retry_advice = static_cast<RetryAdvice>(message.retry_advice());
  kind.retry_after_meaningful = message.retry_after_meaningful();
  kind.source = message.source();
  kind.verdicts = DecodeAll<Verdict>(message.verdicts());
  kind.de_facto_meanings = DecodeAll<DeFactoMeaning>(message.de_facto_meanings());
  return kind;
}

HttpMapping Decode(const v1::MapHttpStatusResponse& message) {
  HttpMapping mapping;
  DecodeProvenance(message, mapping);
  mapping.http_status = message.http_status();
  if (message.has_grpc_code()) mapping.grpc_code = message.grpc_code();
  mapping.grpc_code_name = message.grpc_code_name();
  mapping.other_answers = AnswersOf<GrpcAnswer>(message.other_answers());
  return mapping;
}

GrpcMapping Decode(const v1::MapGrpcCodeResponse& message) {
  GrpcMapping mapping;
  DecodeProvenance(message, mapping);
  mapping.grpc_code = message.grpc_code();
  mapping.grpc_code_name = message.grpc_code_name();
  mapping.grpc_code_undefined = message.grpc_code_undefined();
  if (message.has_http_status()) mapping.http_status = message.http_status();
  mapping.other_answers = AnswersOf<HttpAnswer>(message.other_answers());
  return mapping;
}

Convention Decode(const v1::Convention& message) {
  Convention convention;
  convention.id = message.id();
  convention.summary = message.summary();
  convention.used_by = message.used_by();
  for (const int direction : message.directions()) {
    convention.directions.push_back(static_cast<Direction>(direction));
  }
  convention.repository = message.repository();
  convention.http_to_grpc_path = message.http_to_grpc_path();
  convention.grpc_to_http_path = message.grpc_to_http_path();
  convention.version = message.version();
  convention.version_date = message.version_date();
  convention.caution = message.caution();
  convention.http_to_grpc_alias_of = message.http_to_grpc_alias_of();
  convention.grpc_to_http_alias_of = message.grpc_to_http_alias_of();
  for (const v1::Verification& row : message.verifications()) {
    convention.verifications.push_back({static_cast<Direction>(row.direction()), static_cast<Evidence>(row.evidence()),
                                        row.subject(), row.version(), row.date(), row.how()});
  }
  return convention;
}

}  // namespace statusmap::internal
