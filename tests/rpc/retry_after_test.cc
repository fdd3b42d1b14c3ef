#include <gmock/gmock.h>

#include <string>

#include "service/rpc/handlers.h"
#include "tests/rpc/details.h"

namespace statusmap::rpc {
namespace {

// 1994-11-06 08:49:30, 7 s before the date that RFC 9110 takes as its example.
constexpr std::int64_t kReceived = 784111770;

v1::AdviseRetryRequest RequestWith(const std::string& retry_after, std::int64_t received = kReceived) {
  v1::AdviseRetryRequest request;
  request.set_http_status(503);
  request.set_method("GET");
  request.set_retry_after(retry_after);
  if (received != 0) request.mutable_received_at()->set_seconds(received);
  return request;
}

v1::Delay DelayFor(const v1::AdviseRetryRequest& request) {
  v1::AdviseRetryResponse response;
  const grpc::Status status = AdviseRetry(request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.delay();
}

TEST(RetryAfter, TakesSecondsAndEveryFormOfADate) {
  for (const char* value : {"7", " 7\t", "007", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                            "Sun Nov  6 08:49:37 1994"}) {
    SCOPED_TRACE(value);
    const v1::Delay delay = DelayFor(RequestWith(value));
    EXPECT_EQ(delay.origin(), v1::DELAY_ORIGIN_RETRY_AFTER);
    EXPECT_EQ(delay.minimum().seconds(), 7);
    EXPECT_EQ(delay.maximum().seconds(), 7);
  }
  EXPECT_EQ(DelayFor(RequestWith("0", 0)).minimum().seconds(), 0);
  EXPECT_EQ(DelayFor(RequestWith("99999999999999999999", 0)).minimum().seconds(), 315'576'000'000);
}

TEST(RetryAfter, ADateInThePastIsNoWait) {
  EXPECT_EQ(DelayFor(RequestWith("Sun, 06 Nov 1994 08:49:37 GMT", 1'700'000'000)).maximum().seconds(), 0);
  EXPECT_EQ(DelayFor(RequestWith("Sunday, 06-Nov-94 08:49:37 GMT", 1'700'000'000)).maximum().seconds(), 0);
}

TEST(RetryAfter, WithoutOneTheDelayIsABackoff) {
  const v1::Delay delay = DelayFor(RequestWith("", 0));
  EXPECT_EQ(delay.origin(), v1::DELAY_ORIGIN_BACKOFF);
  EXPECT_EQ(delay.maximum().nanos(), 100'000'000);
}

std::string ReasonFor(const v1::AdviseRetryRequest& request) {
  v1::AdviseRetryResponse response;
  return ReasonOf(AdviseRetry(request, &response));
}

TEST(RetryAfter, RefusesEverythingElse) {
  for (const char* value :
       {" ", "soon", "-1", "7.5", "7s", "Sun, 6 Nov 1994 08:49:37 GMT", "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC", "sun, 06 nov 1994 08:49:37 gmt", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun Nov 06 08:49:37 1994", "1994-11-06T08:49:37Z", ",", "Sunday,"}) {
    EXPECT_EQ(ReasonFor(RequestWith(value)), "RETRY_AFTER_INVALID") << value;
  }
  EXPECT_EQ(ReasonFor(RequestWith("Sun, 06 Nov 1994 08:49:37 GMT", 0)), "RECEIVED_AT_MISSING");
  EXPECT_EQ(ReasonFor(RequestWith("Sun, 06 Nov 1994 08:49:37 GMT", 253'402'300'800)), "RECEIVED_AT_INVALID");
}

TEST(AdviseRetry, AnswersInTheTermsOfTheContract) {
  v1::AdviseRetryRequest request = RequestWith("7");
  request.set_method("POST");
  v1::AdviseRetryResponse response;
  ASSERT_TRUE(AdviseRetry(request, &response).ok());
  EXPECT_EQ(response.verdict(), v1::RETRY_VERDICT_DO_NOT_RETRY);
  EXPECT_EQ(response.applied(), v1::APPLICATION_UNKNOWN);
  EXPECT_EQ(response.delay().origin(), v1::DELAY_ORIGIN_RETRY_AFTER);
  EXPECT_EQ(response.delay().minimum().seconds(), 7);
  EXPECT_EQ(response.http_status(), 503);
  EXPECT_FALSE(response.has_grpc_code());
  EXPECT_EQ(response.name(), "Service Unavailable");
  ASSERT_EQ(response.clauses_size(), 3);
  EXPECT_EQ(response.clauses(1).source(), "RFC 9110 s9.2.2");
  EXPECT_EQ(response.clauses(2).source(), "RFC 9110 s10.2.3");
  EXPECT_GE(response.policies_size(), 11);
}

}  // namespace
}  // namespace statusmap::rpc
