// The command `summarize`, and `map` of standard input: as a function, like cli_test.cc.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/client/command.h"

namespace statusmap::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kLog[] =
    "192.0.2.1 - - [x] \"GET / HTTP/1.1\" 200 1\n"
    "192.0.2.1 - - [x] \"GET / HTTP/1.1\" 200 1\n"
    "nonsense\n"
    "192.0.2.1 - - [x] \"GET / HTTP/1.1\" 429 1\n"
    "192.0.2.1 - - [x] \"GET / HTTP/1.1\" 404 1\n"
    "192.0.2.1 - - [x] \"GET / HTTP/1.1\" 000 1\n";

TEST(Summarize, ShowsWhatHappened) {
  const Result result = Command({"summarize"}, kLog);
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_THAT(result.out, StartsWith("4 responses\n"
                                     "  lines        6, read as combined\n"
                                     "               ! 1 line without a status\n"
                                     "               ! 1 line with no HTTP status, but 000\n"
                                     "  retryable    1 (25.00 %) may be sent again unchanged\n"
                                     "  convention   google-apis, which here means gax-java\n"));
  EXPECT_THAT(result.out, HasSubstr("\nCLASS             RESPONSES    SHARE\n"
                                    "2xx Successful            2  50.00 %\n"
                                    "4xx Client Error          2  50.00 %\n"));
  EXPECT_THAT(result.out, HasSubstr("\nSTATUS  RESPONSES    SHARE  GRPC CODE               NAME\n"
                                    "200             2  50.00 %  OK (0)                  OK\n"
                                    "404             1  25.00 %  NOT_FOUND (5)           Not Found\n"
                                    "429             1  25.00 %  RESOURCE_EXHAUSTED (8)  Too Many Requests\n"));
  EXPECT_THAT(result.out, HasSubstr("otel-http              span_status_client           2  50.00 %\n"));
  EXPECT_THAT(result.out, HasSubstr("        1  25.00 %  the same request, after the time in Retry-After"));
  EXPECT_THAT(result.out, EndsWith("\n1 line without a status\n  standard input:3: nonsense\n"));
  EXPECT_THAT(result.out, Not(HasSubstr("would get another")));
}

TEST(Summarize, ShowsWhatOtherRulesWouldChange) {
  const Result result = Command({"summarize", "-", "--convention", "google-apis", "--against", "envoy"}, kLog);
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out, AllOf(HasSubstr("\n4 responses (100.00 %) would get another gRPC code from envoy\n"),
                                HasSubstr("RESPONSES  google-apis             envoy               STATUSES\n"
                                          "        2  OK (0)                  UNKNOWN (2)         200\n")));
  const Result same = Command({"summarize", "--convention", "envoy", "--against", "grpc-go"}, kLog);
  EXPECT_THAT(same.out, AllOf(HasSubstr("\n0 responses (0.00 %) would get another gRPC code from grpc-go\n"),
                              Not(HasSubstr("STATUSES"))));
}

TEST(Summarize, IsOneObjectOfJson) {
  const Result result = Command({"summarize", "-o", "json"}, kLog);
  EXPECT_EQ(result.exit_code, kAnswered);
  const auto items = Parsed(result.out);
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(At(items[0], {"log", "lines"}).number_value(), 6);
  EXPECT_EQ(At(items[0], {"log", "lines_without_status"}).number_value(), 1);
  const Json line = At(items[0], {"log", "first_without_status"}).list_value().values(0);
  EXPECT_EQ(At(line, {"file"}).string_value(), "standard input");
  EXPECT_EQ(At(line, {"line"}).number_value(), 3);
  EXPECT_EQ(At(line, {"text"}).string_value(), "nonsense");
  EXPECT_EQ(At(items[0], {"log", "formats"}).list_value().values(0).string_value(), "combined");
  EXPECT_EQ(At(items[0], {"summary", "total"}).string_value(), "5");
  EXPECT_EQ(At(items[0], {"summary", "statuses"}).list_value().values_size(), 3);
}

TEST(Summarize, OfNothingIsNothing) {
  const Result result = Command({"summarize"}, "");
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out, StartsWith("0 responses\n  lines        0\n"));
  EXPECT_THAT(result.out, AllOf(Not(HasSubstr("CLASS")), Not(HasSubstr("ERRORS"))));
}

TEST(Summarize, WithoutAnyStatusComplains) {
  const Result result = Command({"summarize", "--format", "column:9"}, "a b\nc\n");
  EXPECT_EQ(result.exit_code, kNoAnswer);
  EXPECT_THAT(result.out, AllOf(StartsWith("0 responses\n"), HasSubstr("2 lines without a status\n")));
  EXPECT_THAT(result.err, HasSubstr("no line has a status; --format says where it stands"));
}

TEST(Summarize, OfAnUnknownFormatSaysWhatIsAllowed) {
  const Result result = Command({"summarize"}, "a b\nc\n");
  EXPECT_EQ(result.exit_code, kUsage);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, AllOf(StartsWith("statusmap: standard input has no line with a status"),
                                HasSubstr("jsonl:FIELD, column:N")));
  EXPECT_THAT(Command({"summarize", "--format", "xml"}).err, HasSubstr("--format: \"xml\" is not one of auto"));
  EXPECT_EQ(Command({"summarize", "--format", "xml"}).exit_code, kUsage);
}

TEST(Summarize, OfAWrongConventionReadsNoLog) {
  const Result result = Command({"summarize", "--convention", "envoi", "/nonexistent"});
  EXPECT_EQ(result.exit_code, kNoAnswer);
  EXPECT_THAT(result.err, AllOf(HasSubstr("nearest: envoy"), Not(HasSubstr("nonexistent"))));
  EXPECT_EQ(Command({"summarize", "--against", "grpc-gateway"}, kLog).exit_code, kNoAnswer);
  EXPECT_EQ(Command({"summarize", "--server", "unix:/nonexistent/socket"}, kLog).exit_code, kUnreachable);
}

TEST(Summarize, TakesFilesTogether) {
  const auto folder = std::filesystem::path(testing::TempDir());
  const std::string one = (folder / "one.log").string();
  const std::string two = (folder / "two-\xff.log").string();
  std::ofstream(one) << kLog;
  std::ofstream(two) << "{\"response_code\":503}\n{}";
  const Result result = Command({"summarize", one.c_str(), two.c_str(), "-"}, kLog);
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out, AllOf(StartsWith("9 responses\n  lines        14, read as combined and envoy-json\n"),
                                HasSubstr("one.log:3: nonsense\n"), HasSubstr(".log:2: {}\n"),
                                HasSubstr("  standard input:3: nonsense\n")));
  EXPECT_EQ(Parsed(Command({"summarize", two.c_str(), "-o", "json"}).out).size(), 1u) << "a name that is no UTF-8";
}

TEST(Summarize, TellsWhatCouldNotBeRead) {
  const Result some = Command({"summarize", "/nonexistent", "-", "/"}, kLog);
  EXPECT_EQ(some.exit_code, kBadInput);
  EXPECT_THAT(some.out, StartsWith("4 responses\n"));
  EXPECT_THAT(some.err, AllOf(HasSubstr("statusmap: /nonexistent cannot be opened: No such file or directory\n"),
                              HasSubstr("statusmap: / cannot be read: Is a directory\n")));
  const Result none = Command({"summarize", "/nonexistent"});
  EXPECT_EQ(none.exit_code, kBadInput);
  EXPECT_THAT(none.out, IsEmpty());
  const auto items = Parsed(Command({"summarize", "/nonexistent", "-", "-o", "json"}, kLog).out);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(At(items[0], {"error", "question"}).string_value(), "/nonexistent");
  EXPECT_EQ(At(items[0], {"error", "code_name"}).string_value(), "NOT_FOUND");
}

TEST(MapOfInput, AnswersManyAtOnceAsOneByOne) {
  std::string words;
  for (int i = 0; i < 20'000; ++i) words += std::to_string(100 + i % 520) + "\n";
  const Result many = Command({"map", "-", "--brief", "--convention", "gax-php"}, words);
  EXPECT_EQ(many.exit_code, kNoAnswer);
  std::string expected;
  for (int i = 0; i < 520; ++i) {
    const std::string word = std::to_string(100 + i);
    const std::string text = Command({"map", word.c_str(), "--convention", "gax-php"}).out;
    if (!text.empty()) expected += "gax-php  " + text.substr(0, text.find('\n') + 1);
  }
  EXPECT_THAT(many.out, StartsWith(expected + expected));
  EXPECT_THAT(many.err, StartsWith("statusmap: 600: http_status is 600; expected 100 to 599"));
}

TEST(MapOfInput, KeepsTheOrderOfWordsAndConventions) {
  const Result result =
      Command({"map", "429", "-", "404", "--brief", "--convention", "envoy", "--convention", "kratos"}, "abc 600 503");
  EXPECT_EQ(result.exit_code, kUsage);
  EXPECT_EQ(result.out,
            "envoy   429 -> UNAVAILABLE (14)\nkratos  429 -> RESOURCE_EXHAUSTED (8)\n"
            "envoy   503 -> UNAVAILABLE (14)\nkratos  503 -> UNAVAILABLE (14)\n"
            "envoy   404 -> UNIMPLEMENTED (12)\nkratos  404 -> NOT_FOUND (5)\n");
  EXPECT_THAT(result.err, AllOf(HasSubstr("\"abc\" is not an HTTP status"), HasSubstr("600: http_status is 600")));
}

TEST(MapOfInput, WithoutAServerFailsEveryWord) {
  const Result result = Command({"map", "-", "--brief", "--server", "unix:/nonexistent/socket"}, "404\nabc\n503\n");
  EXPECT_EQ(result.exit_code, kUnreachable);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, AllOf(HasSubstr(": 404: "), HasSubstr("\"abc\""), HasSubstr(": 503: ")));
}

}  // namespace
}  // namespace statusmap::cli
