// Errors of the service, and what DetailsOf makes of them.
#include <gmock/gmock.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "statusmap/client.h"
#include "tests/client/fake_server.h"

namespace statusmap {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// What Lookup returns if the service fails with these details.
absl::Status LookupFailingWith(grpc::StatusCode code, const std::string& message, const std::string& details) {
  FakeServer server;
  server.service.lookup = [&](auto&, const auto&, auto&) { return grpc::Status(code, message, details); };
  return Client(server.Target()).Lookup(404).status();
}

google::rpc::ErrorInfo Info() {
  google::rpc::ErrorInfo info;
  info.set_reason("CONVENTION_UNKNOWN");
  info.set_domain("statusmap.v1");
  (*info.mutable_metadata())["nearest"] = "envoy, dapr";
  (*info.mutable_metadata())["field"] = "convention";
  return info;
}

TEST(DetailsOf, HasEveryDetail) {
  google::rpc::Status carrier;
  carrier.add_details()->PackFrom(Info());
  google::rpc::BadRequest request;
  for (const char* field : {"convention", "http_status"}) {
    request.add_field_violations()->set_field(field);
    request.mutable_field_violations()->rbegin()->set_description(std::string("bad ") + field);
  }
  carrier.add_details()->PackFrom(request);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  retry.mutable_retry_delay()->set_nanos(250'000'000);
  carrier.add_details()->PackFrom(retry);

  const absl::Status status =
      LookupFailingWith(grpc::StatusCode::INVALID_ARGUMENT, "no such convention", carrier.SerializeAsString());
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "no such convention");
  const auto details = DetailsOf(status);
  ASSERT_TRUE(details.has_value());
  EXPECT_EQ(details->reason, "CONVENTION_UNKNOWN");
  EXPECT_EQ(details->domain, "statusmap.v1");
  EXPECT_THAT(details->metadata, ElementsAre(Pair("field", "convention"), Pair("nearest", "envoy, dapr")));
  ASSERT_EQ(details->field_violations.size(), 2u);
  EXPECT_EQ(details->field_violations[0].field, "convention");
  EXPECT_EQ(details->field_violations[1].description, "bad http_status");
  EXPECT_EQ(details->retry_delay, std::chrono::milliseconds(1250));
}

TEST(DetailsOf, LeavesOutWhatWasNotSent) {
  google::rpc::Status carrier;
  carrier.add_details()->PackFrom(Info());
  const auto details =
      DetailsOf(LookupFailingWith(grpc::StatusCode::NOT_FOUND, "unknown", carrier.SerializeAsString()));
  ASSERT_TRUE(details.has_value());
  EXPECT_TRUE(details->field_violations.empty());
  EXPECT_FALSE(details->retry_delay.has_value());
}

TEST(DetailsOf, IsNulloptWithoutDetails) {
  EXPECT_FALSE(DetailsOf(absl::OkStatus()).has_value());
  EXPECT_FALSE(DetailsOf(absl::InternalError("plain")).has_value());
  EXPECT_FALSE(DetailsOf(LookupFailingWith(grpc::StatusCode::INTERNAL, "plain", "")).has_value());
}

TEST(DetailsOf, IsNulloptForDetailsOfAnotherTypeOrShape) {
  google::rpc::Status carrier;
  google::rpc::Help help;
  help.add_links()->set_url("https://example.com");
  carrier.add_details()->PackFrom(help);
  auto* broken = carrier.add_details();
  broken->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  broken->set_value("\xff\xff");
  EXPECT_FALSE(
      DetailsOf(LookupFailingWith(grpc::StatusCode::INTERNAL, "odd", carrier.SerializeAsString())).has_value());
}

TEST(Errors, KeepCodeAndMessageWhenTheDetailsDoNotParse) {
  const absl::Status status = LookupFailingWith(grpc::StatusCode::FAILED_PRECONDITION, "as it is", "\xff\xff\xff");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "as it is");
  EXPECT_FALSE(DetailsOf(status).has_value());
}

// Every gRPC code but OK arrives as the absl code of the same number. UNAVAILABLE is retried first.
class ErrorCode : public ::testing::TestWithParam<int> {};
TEST_P(ErrorCode, ArrivesAsItself) {
  const absl::Status status = LookupFailingWith(static_cast<grpc::StatusCode>(GetParam()), "message", "");
  EXPECT_EQ(status.raw_code(), GetParam());
  EXPECT_EQ(status.message(), "message");
}
INSTANTIATE_TEST_SUITE_P(Grpc, ErrorCode, ::testing::Range(1, 17), ::testing::PrintToStringParamName());

}  // namespace
}  // namespace statusmap
