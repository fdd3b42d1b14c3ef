// `statusmap retry`: a request and what it got in, advice and an exit code out.
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <sstream>

#include "client/cli/text.h"
#include "google/protobuf/text_format.h"
#include "tests/client/command.h"

namespace statusmap::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// --- the command -----------------------------------------------------------------------------------------------------

TEST(Retry, SaysWhetherWhyAndByWhichClause) {
  const Result result = Command({"retry", "503", "--method", "POST"});
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_THAT(result.out,
              StartsWith("503 Service Unavailable\n"
                         "  verdict      do not retry\n"
                         "  because      the request may have been applied, and POST does not count as idempotent\n"));
  EXPECT_THAT(result.out, AllOf(HasSubstr("\n  applied      not known: the request may have been acted on\n"
                                          "                 RFC 9110 s15.6.4"),
                                HasSubstr("\n  clauses      defines the status\n"), HasSubstr(" RFC 9110 s9.2.2\n")));
}

TEST(Retry, WaitsAsTheBackoffOfTheAttemptSays) {
  EXPECT_THAT(
      Command({"retry", "429", "--method", "GET"}).out,
      AllOf(HasSubstr("\n  verdict      retry\n"),
            HasSubstr("\n  delay        a random time from 0 s to 0.1 s (exponential backoff with full jitter)\n"
                      "                 borrowed from gRPC, as HTTP defines none: grpc/proposal A6")));
  EXPECT_THAT(Command({"retry", "429", "--method", "GET", "--attempt", "3"}).out, HasSubstr(" from 0 s to 0.4 s "));
  EXPECT_THAT(Command({"retry", "429", "--method", "GET", "--attempt", "5"}).out, HasSubstr(" from 0 s to 1 s "));
}

TEST(Retry, WaitsAsRetryAfterSays) {
  EXPECT_THAT(Command({"retry", "503", "--method", "GET", "--retry-after", "7"}).out,
              HasSubstr("\n  delay        7 s (Retry-After)\n"));
  const std::vector<const char*> dated{"retry", "503",           "--method",
                                       "GET",   "--retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"};
  // Without a time of receipt it is now, from where that date is in the past.
  EXPECT_THAT(Command(dated).out, HasSubstr("\n  delay        0 s (Retry-After)\n"));
  for (const char* received : {"1994-11-06T08:49:07Z", "1994-11-06T09:49:07+01:00"}) {
    std::vector<const char*> words = dated;
    words.insert(words.end(), {"--received-at", received});
    EXPECT_THAT(Command(words).out, HasSubstr("\n  delay        30 s (Retry-After)\n")) << received;
  }
}

TEST(Retry, CountsFromNow) {
  const std::string out =
      Command({"retry", "503", "--method", "GET", "--retry-after", "Thu, 01 Jan 2099 00:00:00 GMT", "--output", "json"})
          .out;
  const Json wait = At(Parsed(out).at(0), {"delay", "minimum"});
  const auto until = std::chrono::sys_days(std::chrono::year(2099) / 1 / 1) - std::chrono::system_clock::now();
  const double expected = std::chrono::duration<double>(until).count();
  EXPECT_NEAR(std::stod(wait.string_value()), expected, 60);
}

TEST(Retry, CountsTheKeyAndTheRole) {
  EXPECT_THAT(Command({"retry", "503", "--method", "POST", "--idempotency-key"}).out,
              HasSubstr("\n  verdict      retry\n  because      the server recognises the request"));
  for (const char* role : {"proxy", "PROXY"}) {
    EXPECT_THAT(Command({"retry", "503", "--method", "POST", "--idempotency-key", "--role", role}).out,
                HasSubstr("\n  verdict      do not retry\n  because      a proxy does not repeat"));
  }
  EXPECT_EQ(Command({"retry", "503", "--role", "client"}).out, Command({"retry", "503"}).out);
}

TEST(Retry, TakesGrpcCodes) {
  const std::string out = Command({"retry", "--grpc", "unavailable", "17", "--attempt", "2"}).out;
  EXPECT_THAT(out, AllOf(StartsWith("UNAVAILABLE (14)\n  verdict      retry\n"), HasSubstr(" from 0 s to 0.2 s "),
                         HasSubstr("\n\ngRPC code 17 (not defined)\n  verdict      do not retry\n")));
}

TEST(Retry, NamesCodesThatNobodyRegistered) {
  EXPECT_THAT(Command({"retry", "471"}).out, StartsWith("471 Client Error\n  verdict      retry after a change\n"));
  EXPECT_THAT(Command({"retry", "520"}).out, Not(HasSubstr("520 Server Error")));
  EXPECT_THAT(Command({"retry", "742"}).out, StartsWith("742 is not a status code"));
}

TEST(Retry, CallsOutThePoliciesThatDiffer) {
  const std::string out = Command({"retry", "503", "--method", "POST"}).out;
  const std::size_t against = out.find(" published policies would retry, against this advice\n");
  const std::size_t with = out.find(" published policies would not retry, in line with it\n");
  ASSERT_NE(against, std::string::npos);
  ASSERT_NE(with, std::string::npos);
  EXPECT_LT(against, with);
  EXPECT_THAT(out.substr(against, with - against), AllOf(HasSubstr("\ncurl --retry "), Not(HasSubstr("\nurllib3 "))));
  EXPECT_THAT(out.substr(with), AllOf(HasSubstr("\nurllib3 "), Not(HasSubstr("\ncurl --retry "))));
  EXPECT_THAT(out, HasSubstr("read in: curl 7.88.1 manual page, --retry\n"));
}

TEST(Retry, FitsThePage) {
  std::istringstream lines(Command({"retry", "503", "429", "404", "742"}).out);
  int longest = 0;
  for (std::string line; std::getline(lines, line);) {
    // A path is one word, which stays whole.
    if (line.find('/') == std::string::npos) longest = std::max(longest, static_cast<int>(line.size()));
  }
  EXPECT_LE(longest, 100);
  EXPECT_GT(longest, 80);
}

TEST(Retry, ThatIsRefusedSaysWhy) {
  const std::vector<std::pair<std::vector<const char*>, const char*>> cases{
      {{"retry", "1000"}, "(INVALID_ARGUMENT, HTTP_STATUS_OUT_OF_RANGE)"},
      {{"retry", "--grpc", "-1"}, "(INVALID_ARGUMENT, GRPC_CODE_NEGATIVE)"},
      {{"retry", "503", "--method", "PO ST"}, "(INVALID_ARGUMENT, METHOD_INVALID)"},
      {{"retry", "503", "--retry-after", "soon"}, "(INVALID_ARGUMENT, RETRY_AFTER_INVALID)"},
      {{"retry", "503", "--attempt", "-1"}, "(INVALID_ARGUMENT, ATTEMPT_NEGATIVE)"},
  };
  for (const auto& [words, reason] : cases) {
    const Result result = Command(words);
    EXPECT_EQ(result.exit_code, kNoAnswer) << reason;
    EXPECT_THAT(result.err, HasSubstr(reason));
    EXPECT_THAT(result.out, IsEmpty());
  }
}

TEST(Retry, OfWrongWordsExitsWithTwo) {
  const std::vector<std::pair<std::vector<const char*>, const char*>> cases{
      {{"retry"}, "CODE"},
      {{"retry", "abc"}, "\"abc\" is not an HTTP status; expected an integer from 100 to 999\n"},
      {{"retry", "NOT_FOUND"}, "gRPC codes need --grpc"},
      {{"retry", "503", "--attempt", "two"}, "--attempt"},
      {{"retry", "503", "--role", "me"}, "--role: \"me\" is not one of client, proxy"},
      {{"retry", "503", "--received-at", "noon"}, "--received-at: \"noon\" is not a time such as 20"},
      {{"retry", "503", "--method", "caf\xe9"}, "not UTF-8"},
      {{"retry", "503", "--retry-after", "caf\xe9"}, "not UTF-8"},
  };
  for (const auto& [words, complaint] : cases) {
    const Result result = Command(words);
    EXPECT_EQ(result.exit_code, kUsage) << complaint;
    EXPECT_THAT(result.err, AllOf(StartsWith("statusmap: "), HasSubstr(complaint)));
    EXPECT_THAT(result.out, IsEmpty());
  }
}

TEST(Retry, HelpSaysWhatTheTimeOfReceiptIsForAndItsDefault) {
  EXPECT_THAT(Command({"retry", "--help"}).out,
              AllOf(HasSubstr("only a Retry-After with a date needs it (default: now)"), HasSubstr("--idempotency-key"),
                    HasSubstr("client, proxy (default: client)")));
}

TEST(Retry, IsWhatTheServiceSentInJson) {
  const auto answers = Parsed(Command({"retry", "503", "1000", "408", "--method", "POST", "-o", "json"}).out);
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(At(answers[0], {"verdict"}).string_value(), "RETRY_VERDICT_DO_NOT_RETRY");
  EXPECT_EQ(At(answers[0], {"applied"}).string_value(), "APPLICATION_UNKNOWN");
  EXPECT_EQ(At(answers[1], {"error", "reason"}).string_value(), "HTTP_STATUS_OUT_OF_RANGE");
  EXPECT_EQ(At(answers[2], {"delay", "maximum"}).string_value(), "0.100s");
  EXPECT_EQ(At(answers[0], {"http_status"}).number_value(), 503);
  EXPECT_EQ(At(answers[0], {"name"}).string_value(), "Service Unavailable");
  const Json policies = At(answers[2], {"policies"});
  ASSERT_GT(policies.list_value().values_size(), 0);
  EXPECT_EQ(At(policies.list_value().values(0), {"differs"}).kind_case(), Json::kBoolValue);
}

// --- the text, of answers that the embedded catalogue does not give --------------------------------------------------

std::string TextOf(const char* answer, const Paper& paper = {}) {
  v1::AdviseRetryResponse response;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(answer, &response));
  response.set_http_status(503);
  return cli::TextOf(paper, response);
}

TEST(RetryText, OfRetryAfterHoldsWithoutARetryToo) {
  EXPECT_EQ(TextOf("verdict: RETRY_VERDICT_DO_NOT_RETRY reason: 'r' applied: APPLICATION_APPLIED applied_source: 's' "
                   "delay { origin: DELAY_ORIGIN_RETRY_AFTER minimum { seconds: 7 } maximum { seconds: 7 } }"),
            "503 Server Error\n"
            "  verdict      do not retry\n"
            "  because      r\n"
            "  delay        not before 7 s (Retry-After)\n"
            "  applied      yes: the request was acted on\n"
            "                 s\n");
  EXPECT_THAT(TextOf("verdict: RETRY_VERDICT_RETRY_AFTER_CHANGE "
                     "delay { origin: DELAY_ORIGIN_RETRY_AFTER minimum { nanos: 50000000 } }"),
              HasSubstr("  delay        not before 0.05 s (Retry-After)\n"));
}

TEST(RetryText, OfAnAnswerOfANewerServiceShowsNumbers) {
  const std::string text = TextOf("verdict: 77 applied: 78 delay { origin: 79 maximum { seconds: 1 } }");
  EXPECT_THAT(text, AllOf(HasSubstr("verdict      77\n"), HasSubstr("applied      78\n"),
                          HasSubstr("delay        from 0 s to 1 s (79)\n")));
}

TEST(RetryText, GroupsPoliciesByWhatTheyWouldDoThoseAgainstTheAdviceFirst) {
  const std::string text = TextOf(R"(
    policies { policy: "a" verdict: RETRY_VERDICT_DO_NOT_RETRY why: "w\x1b" source: "t" }
    policies { policy: "b" verdict: RETRY_VERDICT_RETRY_AFTER_CHANGE why: "maybe" source: "t" differs: true }
    policies { policy: "c" verdict: RETRY_VERDICT_RETRY why: "yes" source: "t" differs: true }
    policies { policy: "d" verdict: RETRY_VERDICT_RETRY why: "yes" source: "t" differs: true })");
  EXPECT_THAT(text, EndsWith("\n\n2 of 4 published policies would retry, against this advice\n"
                             "POLICY  WHY\n"
                             "c       yes\n"
                             "        read in: t\n"
                             "d       yes\n"
                             "        read in: t\n"
                             "\n1 of 4 published policies would retry after a change, against this advice\n"
                             "POLICY  WHY\n"
                             "b       maybe\n"
                             "        read in: t\n"
                             "\n1 of 4 published policies would not retry, in line with it\n"
                             "POLICY  WHY\n"
                             "a       w?\n"
                             "        read in: t\n"));
}

TEST(RetryText, HasColoursForWhatMatters) {
  const std::string text = TextOf("verdict: RETRY_VERDICT_DO_NOT_RETRY policies { differs: true }", {.colours = true});
  EXPECT_THAT(text, AllOf(HasSubstr("\x1b[31mdo not retry\x1b[0m"), HasSubstr("\x1b[33m1 of 1 published")));
}

}  // namespace
}  // namespace statusmap::cli
