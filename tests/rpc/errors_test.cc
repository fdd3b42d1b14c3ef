#include "service/rpc/errors.h"

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "tests/rpc/details.h"

namespace statusmap::rpc {
namespace {

using catalog::Reason;
using catalog::Refusal;
using grpc::StatusCode;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

struct Case {
  Refusal refusal;
  StatusCode code;
  const char* reason;
  const char* message;
  bool bad_request;
};

// clang-format off
std::vector<Case> Cases() { return {
    {{Reason::kFieldMissing, "http_status", "", "100 to 599", {}},
     StatusCode::INVALID_ARGUMENT, "FIELD_MISSING", "http_status is not set; expected 100 to 599", true},
    {{Reason::kHttpStatusOutOfRange, "http_status", "99", "100 to 599", {}},
     StatusCode::INVALID_ARGUMENT, "HTTP_STATUS_OUT_OF_RANGE", "http_status is 99; expected 100 to 599", true},
    {{Reason::kHttpStatusUnknown, "http_status", "471", "", {}},
     StatusCode::NOT_FOUND, "HTTP_STATUS_UNKNOWN",
     "http_status 471 is known to no source; ClassifyStatus has an answer for it", false},
    {{Reason::kGrpcCodeNegative, "grpc_code", "-1", "0 to 16", {}},
     StatusCode::INVALID_ARGUMENT, "GRPC_CODE_NEGATIVE", "grpc_code is -1; expected 0 to 16", true},
    {{Reason::kConventionUnknown, "convention", "envoi", "an id", {"envoy", "dapr"}},
     StatusCode::INVALID_ARGUMENT, "CONVENTION_UNKNOWN",
     "convention \"envoi\" is not known; nearest: envoy, dapr; ListConventions has all", true},
    {{Reason::kDirectionNotCovered, "convention", "grpc-go", "one that maps grpc_to_http", {"http_to_grpc"}},
     StatusCode::FAILED_PRECONDITION, "DIRECTION_NOT_COVERED",
     "convention \"grpc-go\" maps http_to_grpc only; expected one that maps grpc_to_http", false},
    {{Reason::kFilterUnknown, "origin", "9", "0 (any) to 3", {}},
     StatusCode::INVALID_ARGUMENT, "FILTER_UNKNOWN", "origin is 9; expected 0 (any) to 3", true},
    {{Reason::kPageSizeNegative, "page_size", "-1", "0 or above", {}},
     StatusCode::INVALID_ARGUMENT, "PAGE_SIZE_NEGATIVE", "page_size is -1; expected 0 or above", true},
    {{Reason::kQuestionAmbiguous, "http_status", "", "a or b", {}},
     StatusCode::INVALID_ARGUMENT, "QUESTION_AMBIGUOUS", "several questions are asked at once; expected only one of a or b", true},
    {{Reason::kPageTokenInvalid, "page_token", "x", "nothing", {}},
     StatusCode::INVALID_ARGUMENT, "PAGE_TOKEN_INVALID", "page_token \"x\" is not valid here; expected nothing", true},
    {{Reason::kQueryEmpty, "query", " ", "text", {}},
     StatusCode::INVALID_ARGUMENT, "QUERY_EMPTY", "query \" \" has no text; expected text", true},
    {{Reason::kQueryTooLong, "query", "xx...", "less", {}},
     StatusCode::INVALID_ARGUMENT, "QUERY_TOO_LONG", "query \"xx...\" is too long; expected less", true},
    {{Reason::kQueryControlCharacter, "query", "a\n", "text", {}},
     StatusCode::INVALID_ARGUMENT, "QUERY_CONTROL_CHARACTER",
     "query \"a\\n\" has a control character; expected text", true},
    {{Reason::kMaxResultsNegative, "max_results", "-1", "0 or above", {}},
     StatusCode::INVALID_ARGUMENT, "MAX_RESULTS_NEGATIVE", "max_results is -1; expected 0 or above", true},
    {{Reason::kMethodInvalid, "method", "A B", "a token", {}},
     StatusCode::INVALID_ARGUMENT, "METHOD_INVALID", "method \"A B\" is not valid here; expected a token", true},
    {{Reason::kRetryAfterInvalid, "retry_after", "soon", "seconds", {}},
     StatusCode::INVALID_ARGUMENT, "RETRY_AFTER_INVALID",
     "retry_after \"soon\" is not valid here; expected seconds", true},
    {{Reason::kReceivedAtMissing, "received_at", "", "a time", {}},
     StatusCode::INVALID_ARGUMENT, "RECEIVED_AT_MISSING", "received_at is not set; expected a time", true},
    {{Reason::kReceivedAtInvalid, "received_at", "0 s -1 ns", "a time", {}},
     StatusCode::INVALID_ARGUMENT, "RECEIVED_AT_INVALID", "received_at is 0 s -1 ns; expected a time", true},
    {{Reason::kAttemptNegative, "attempt", "-1", "0 or above", {}},
     StatusCode::INVALID_ARGUMENT, "ATTEMPT_NEGATIVE", "attempt is -1; expected 0 or above", true},
    {{Reason::kRoleUnknown, "role", "3", "0 to 2", {}},
     StatusCode::INVALID_ARGUMENT, "ROLE_UNKNOWN", "role is 3; expected 0 to 2", true},
}; }
// clang-format on

TEST(ToStatus, WordsEveryReason) {
  for (const Case& c : Cases()) {
    SCOPED_TRACE(c.reason);
    const grpc::Status status = ToStatus(c.refusal);
    EXPECT_EQ(status.error_code(), c.code);
    EXPECT_EQ(status.error_message(), c.message);
    const auto info = DetailOf<google::rpc::ErrorInfo>(status);
    ASSERT_TRUE(info);
    EXPECT_EQ(info->reason(), c.reason);
    EXPECT_EQ(info->domain(), "statusmap.v1");
    EXPECT_EQ(info->metadata().at("field"), c.refusal.field);
    const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
    ASSERT_EQ(bad_request.has_value(), c.bad_request);
    if (!bad_request) continue;
    ASSERT_EQ(bad_request->field_violations_size(), 1);
    EXPECT_EQ(bad_request->field_violations(0).field(), c.refusal.field);
    EXPECT_EQ(bad_request->field_violations(0).description(), c.message);
  }
}

std::map<std::string, std::string> Metadata(const grpc::Status& status) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  return {info->metadata().begin(), info->metadata().end()};
}

TEST(ToStatus, CarriesWhatWasReceivedAndWhatIsAllowed) {
  EXPECT_THAT(
      Metadata(ToStatus({Reason::kHttpStatusOutOfRange, "http_status", "99", "100 to 599", {}})),
      UnorderedElementsAre(Pair("field", "http_status"), Pair("http_status", "99"), Pair("allowed", "100 to 599")));
  EXPECT_THAT(Metadata(ToStatus({Reason::kFieldMissing, "http_status", "", "100 to 599", {}})),
              UnorderedElementsAre(Pair("field", "http_status"), Pair("allowed", "100 to 599")));
  EXPECT_EQ(Metadata(ToStatus({Reason::kConventionUnknown, "convention", "x", "", {"a", "b"}})).at("nearest"), "a, b");
  EXPECT_EQ(
      Metadata(ToStatus({Reason::kDirectionNotCovered, "convention", "x", "", {"http_to_grpc"}})).at("directions"),
      "http_to_grpc");
}

TEST(ToStatus, EscapesControlCharactersInTheMessageAlone) {
  const grpc::Status status = ToStatus({Reason::kConventionUnknown, "convention", "a\nb\x1b", "", {}});
  EXPECT_THAT(status.error_message(), ::testing::HasSubstr("a\\nb\\033"));
  EXPECT_EQ(Metadata(status).at("convention"), "a\nb\x1b");
}

TEST(RequestMalformed, NamesTheExpectedType) {
  const grpc::Status status = RequestMalformed("statusmap.v1.LookupStatusRequest");
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(status), "REQUEST_MALFORMED");
  EXPECT_THAT(Metadata(status), ElementsAre(Pair("expected_type", "statusmap.v1.LookupStatusRequest")));
}

TEST(TooManyCalls, SaysWhenToRetry) {
  const grpc::Status status = TooManyCalls(7);
  EXPECT_EQ(status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(status), "TOO_MANY_CALLS");
  const auto retry = DetailOf<google::rpc::RetryInfo>(status);
  ASSERT_TRUE(retry);
  EXPECT_EQ(retry->retry_delay().seconds(), 0);
  EXPECT_EQ(retry->retry_delay().nanos(), 100'000'000);
}

TEST(ServiceUnknown, NamesTheServicesThatAreKnown) {
  const grpc::Status status = ServiceUnknown("x", {"", "a.B"});
  EXPECT_EQ(status.error_code(), StatusCode::NOT_FOUND);
  EXPECT_EQ(ReasonOf(status), "SERVICE_UNKNOWN");
  EXPECT_EQ(status.error_message(), "service \"x\" is not known; expected one of \"\", \"a.B\"");
}

}  // namespace
}  // namespace statusmap::rpc
