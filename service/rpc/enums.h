// The enums of the catalogue have the numbers of those of the contract.
#pragma once

#include "service/catalog/facts.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::rpc {

// An enum of the catalogue as the enum of the contract with the same number.
template <typename To, typename From>
constexpr To SameNumber(From value) {
  return static_cast<To>(static_cast<int>(value));
}
static_assert(SameNumber<v1::StatusClass>(catalog::StatusClass::kServerError) == v1::STATUS_CLASS_SERVER_ERROR);
static_assert(SameNumber<v1::Origin>(catalog::Origin::kDeFacto) == v1::ORIGIN_DE_FACTO);
static_assert(SameNumber<v1::RegistrationState>(catalog::RegistrationState::kUnassigned) ==
              v1::REGISTRATION_STATE_UNASSIGNED);
static_assert(SameNumber<v1::RetryAdvice>(catalog::RetryAdvice::kIdempotentOnly) == v1::RETRY_ADVICE_IDEMPOTENT_ONLY);
static_assert(SameNumber<v1::RedirectKind>(catalog::RedirectKind::kPermanentMethodPreserved) ==
              v1::REDIRECT_KIND_PERMANENT_METHOD_PRESERVED);
static_assert(SameNumber<v1::DivergenceKind>(catalog::DivergenceKind::kAdvice) == v1::DIVERGENCE_KIND_ADVICE);
static_assert(SameNumber<v1::Direction>(catalog::Direction::kGrpcToHttp) == v1::DIRECTION_GRPC_TO_HTTP);
static_assert(SameNumber<v1::MatchKind>(catalog::MatchKind::kSimilar) == v1::MATCH_KIND_SIMILAR);
static_assert(SameNumber<v1::Role>(catalog::Role::kProxy) == v1::ROLE_PROXY);
static_assert(SameNumber<v1::RetryVerdict>(catalog::RetryVerdict::kDoNotRetry) == v1::RETRY_VERDICT_DO_NOT_RETRY);
static_assert(SameNumber<v1::Application>(catalog::Application::kApplied) == v1::APPLICATION_APPLIED);
static_assert(SameNumber<v1::DelayOrigin>(catalog::DelayOrigin::kNone) == v1::DELAY_ORIGIN_NONE);
static_assert(SameNumber<v1::RuleKind>(catalog::RuleKind::kNone) == v1::RULE_KIND_NONE);

}  // namespace statusmap::rpc
