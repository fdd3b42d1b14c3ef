#include "service/rpc/handlers.h"

#include <gmock/gmock.h>

#include <optional>
#include <string>

#include "tests/rpc/details.h"

namespace statusmap::rpc {
namespace {

v1::MapHttpStatusResponse Map(int http_status, const std::string& convention, bool include_conventions = false) {
  v1::MapHttpStatusRequest request;
  request.set_http_status(http_status);
  request.set_convention(convention);
  request.set_include_conventions(include_conventions);
  v1::MapHttpStatusResponse response;
  EXPECT_TRUE(MapHttpStatus(request, &response).ok());
  return response;
}

v1::MapGrpcCodeResponse MapBack(int grpc_code, const std::string& convention) {
  v1::MapGrpcCodeRequest request;
  request.set_grpc_code(grpc_code);
  request.set_convention(convention);
  v1::MapGrpcCodeResponse response;
  EXPECT_TRUE(MapGrpcCode(request, &response).ok());
  return response;
}

TEST(LookupStatus, AnswersWithEverySourceNamed) {
  v1::LookupStatusRequest request;
  request.set_http_status(425);
  v1::LookupStatusResponse response;
  ASSERT_TRUE(LookupStatus(request, &response).ok());
  EXPECT_EQ(response.status().http_status(), 425);
  EXPECT_EQ(response.status().status_class(), v1::STATUS_CLASS_CLIENT_ERROR);
  EXPECT_FALSE(response.status().has_vendor());
  EXPECT_EQ(response.status().registration().reason_phrase(), "Too Early");
  EXPECT_EQ(response.status().registration().source(), "IANA HTTP Status Code Registry, 2025-09-15");
  ASSERT_EQ(response.status().de_facto_meanings_size(), 1);
  EXPECT_EQ(response.status().de_facto_meanings(0).name(), "Unordered Collection");
}

TEST(LookupStatus, RefusesAnEmptyRequest) {
  v1::LookupStatusResponse response;
  const grpc::Status status = LookupStatus({}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(status), "FIELD_MISSING");
  EXPECT_EQ(response.ByteSizeLong(), 0u);
}

TEST(MapHttpStatus, SetsZeroOnlyIfTheAnswerIsOk) {
  EXPECT_TRUE(Map(200, "google-apis").has_grpc_code());
  EXPECT_EQ(Map(200, "google-apis").grpc_code(), 0);
  EXPECT_EQ(Map(200, "google-apis").grpc_code_name(), "OK");

  const v1::MapHttpStatusResponse none = Map(418, "google-cloud-ruby");
  EXPECT_FALSE(none.has_grpc_code());
  EXPECT_EQ(none.grpc_code_name(), "");
  EXPECT_EQ(none.rule(), "none: no answer for 418");
  EXPECT_EQ(none.rule_kind(), v1::RULE_KIND_NONE);
}

TEST(MapHttpStatus, WritesTheRuleInWords) {
  EXPECT_EQ(Map(429, "envoy").rule(), "exact 429");
  EXPECT_EQ(Map(418, "gax-java").rule(), "range 400-499");
  EXPECT_EQ(Map(418, "envoy").rule(), "default *");
  EXPECT_EQ(Map(404, "twirp").rule(), "none: no answer for 404");
}

TEST(MapHttpStatus, NamesConventionsOnlyIfAsked) {
  const v1::MapHttpStatusResponse counted = Map(429, "envoy");
  const v1::MapHttpStatusResponse named = Map(429, "envoy", true);
  ASSERT_EQ(counted.other_answers_size(), named.other_answers_size());
  EXPECT_EQ(counted.agreeing_conventions_size(), 0);
  EXPECT_EQ(named.agreeing_conventions_size(), named.agreeing());
  EXPECT_THAT(named.agreeing_conventions(), ::testing::Not(::testing::Contains("envoy"))) << "itself is no other";
  int others = counted.agreeing();
  for (int i = 0; i < counted.other_answers_size(); ++i) {
    EXPECT_EQ(counted.other_answers(i).conventions_size(), 0);
    EXPECT_EQ(named.other_answers(i).conventions_size(), named.other_answers(i).count());
    EXPECT_NE(counted.other_answers(i).grpc_code(), counted.grpc_code());
    others += counted.other_answers(i).count();
  }
  EXPECT_EQ(others, counted.others());
}

TEST(MapHttpStatus, WarnsWhereTheDocumentDoes) {
  EXPECT_THAT(Map(404, "grpc-spec").caution(), ::testing::HasSubstr("servers must not use it"));
  EXPECT_EQ(Map(404, "gax-java").caution(), "");
}

TEST(MapGrpcCode, SaysThatACodeIsUndefined) {
  const v1::MapGrpcCodeResponse undefined = MapBack(17, "grpc-gateway");
  EXPECT_TRUE(undefined.grpc_code_undefined());
  EXPECT_EQ(undefined.grpc_code_name(), "");
  EXPECT_EQ(undefined.http_status(), 500);
  EXPECT_EQ(undefined.rule(), "default *");

  const v1::MapGrpcCodeResponse defined = MapBack(16, "grpc-gateway");
  EXPECT_FALSE(defined.grpc_code_undefined());
  EXPECT_EQ(defined.grpc_code_name(), "UNAUTHENTICATED");
  EXPECT_EQ(defined.rule(), "exact UNAUTHENTICATED");

  const v1::MapGrpcCodeResponse none = MapBack(17, "google-apis");
  EXPECT_FALSE(none.has_http_status());
  EXPECT_EQ(none.rule(), "none: no answer for 17");
  EXPECT_EQ(MapBack(2, "google-api-core-python").rule(), "none: no answer for UNKNOWN");
}

TEST(ClassifyStatus, AnswersInTheTermsOfTheContract) {
  v1::ClassifyStatusRequest request;
  request.set_http_status(307);
  v1::ClassifyStatusResponse response;
  ASSERT_TRUE(ClassifyStatus(request, &response).ok());
  EXPECT_TRUE(response.valid());
  EXPECT_EQ(response.status_class(), v1::STATUS_CLASS_REDIRECTION);
  EXPECT_EQ(response.registration_state(), v1::REGISTRATION_STATE_REGISTERED);
  EXPECT_EQ(response.redirect_kind(), v1::REDIRECT_KIND_TEMPORARY_METHOD_PRESERVED);
  EXPECT_EQ(response.retry_advice(), v1::RETRY_ADVICE_NEVER);
  EXPECT_TRUE(response.content_allowed());
  EXPECT_FALSE(response.interim());
  EXPECT_FALSE(response.error());
}

TEST(ListStatuses, BindsATokenToItsFilters) {
  v1::ListStatusesRequest request;
  request.set_page_size(3);
  v1::ListStatusesResponse first;
  ASSERT_TRUE(ListStatuses(request, &first).ok());
  EXPECT_EQ(first.statuses_size(), 3);
  EXPECT_EQ(first.total_size(), 96);
  request.set_page_token(first.next_page_token());
  v1::ListStatusesResponse second;
  ASSERT_TRUE(ListStatuses(request, &second).ok());
  EXPECT_EQ(second.statuses(0).http_status(), 103);

  request.set_origin(v1::ORIGIN_VENDOR);
  v1::ListStatusesResponse other;
  EXPECT_EQ(ReasonOf(ListStatuses(request, &other)), "PAGE_TOKEN_INVALID");
}

TEST(SearchStatuses, SaysWhoUsesThePhraseAndWhatTheRegistrySays) {
  v1::SearchStatusesRequest request;
  request.set_query("HTTP Version not supported");
  v1::SearchStatusesResponse response;
  ASSERT_TRUE(SearchStatuses(request, &response).ok());
  EXPECT_FALSE(response.ambiguous());
  ASSERT_GE(response.matches_size(), 2) << "the registry writes it with capitals";
  EXPECT_EQ(response.total_size(), response.matches_size());
  const v1::Match& old = response.matches(1);
  EXPECT_EQ(old.http_status(), 505);
  EXPECT_EQ(old.phrase(), "HTTP Version not supported");
  EXPECT_EQ(old.used_by(), "the vendor's API reference, Status Codes, 2025-09-15; RFC 2068; RFC 2616");
  EXPECT_EQ(old.kind(), v1::MATCH_KIND_EXACT);
  EXPECT_EQ(old.distance(), 0);
  EXPECT_EQ(old.registered_phrase(), "HTTP Version Not Supported");
}

TEST(SearchStatuses, ShowsThatANameIsAmbiguous) {
  v1::SearchStatusesRequest request;
  request.set_query("Unused");
  request.set_max_results(1);
  v1::SearchStatusesResponse response;
  ASSERT_TRUE(SearchStatuses(request, &response).ok());
  EXPECT_TRUE(response.ambiguous());
  EXPECT_EQ(response.matches_size(), 1);
  EXPECT_GT(response.total_size(), 1);
}

TEST(SearchStatuses, RefusesAnEmptyRequestButNotAnUnknownName) {
  v1::SearchStatusesRequest request;
  v1::SearchStatusesResponse response;
  EXPECT_EQ(ReasonOf(SearchStatuses(request, &response)), "QUERY_EMPTY");
  request.set_query("zzzz");
  EXPECT_TRUE(SearchStatuses(request, &response).ok());
  EXPECT_EQ(response.ByteSizeLong(), 0u);
}

TEST(ListConventions, DescribesAConventionAndAnAlias) {
  v1::ListConventionsRequest request;
  request.set_page_size(200);
  v1::ListConventionsResponse response;
  ASSERT_TRUE(ListConventions(request, &response).ok());
  EXPECT_EQ(response.conventions_size(), response.total_size());
  EXPECT_EQ(response.next_page_token(), "");
  for (const v1::Convention& convention : response.conventions()) {
    SCOPED_TRACE(convention.id());
    EXPECT_NE(convention.summary(), "");
    EXPECT_GE(convention.directions_size(), 1);
    const bool alias = !convention.http_to_grpc_alias_of().empty();
    EXPECT_EQ(alias, convention.id() == "google-apis");
    EXPECT_EQ(convention.version().empty(), alias);
    EXPECT_EQ(convention.repository().empty(), alias);
  }
}

}  // namespace
}  // namespace statusmap::rpc
