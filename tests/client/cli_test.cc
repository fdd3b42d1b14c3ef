// The command as a function: arguments and streams in, text and an exit code out.
#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "grpcpp/grpcpp.h"
#include "service/rpc/local_service.h"
#include "tests/client/command.h"

namespace statusmap::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// --- the commands ----------------------------------------------------------------------------------------------------

TEST(Lookup, ShowsRegistryVendorAndSources) {
  const Result result = Command({"lookup", "404"});
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_THAT(result.out, StartsWith("404 Not Found\n"));
  EXPECT_THAT(result.out, AllOf(HasSubstr("Client Error"), HasSubstr("RFC9110, Section 15.5.5"), HasSubstr("NotFound"),
                                HasSubstr("The requested resource cannot be found.")));
}

TEST(Lookup, ShowsEveryDeFactoMeaning) {
  const Result result = Command({"lookup", "499"});
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out, AllOf(HasSubstr("not registered"), HasSubstr("nginx"), HasSubstr("Esri ArcGIS")));
}

TEST(Lookup, OfAnUnknownStatusPointsAtClassify) {
  const Result result = Command({"lookup", "471"});
  EXPECT_EQ(result.exit_code, kNoAnswer);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, AllOf(StartsWith("statusmap: 471: "), HasSubstr("(NOT_FOUND, HTTP_STATUS_UNKNOWN)"),
                                HasSubstr("statusmap classify 471")));
}

TEST(Classify, AnswersAnUnknownStatus) {
  const Result result = Command({"classify", "471"});
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out, AllOf(StartsWith("471 Client Error\n"), HasSubstr("unassigned: treated as 400")));
}

TEST(Classify, SaysWhatIsNoStatusCode) {
  const Result result = Command({"classify", "742"});
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out, StartsWith("742 is not a status code; a client processes it as a server error\n"));
}

TEST(Classify, RefusesBeyondThreeDigits) {
  const Result result = Command({"classify", "1000"});
  EXPECT_EQ(result.exit_code, kNoAnswer);
  EXPECT_THAT(result.err, AllOf(HasSubstr("1000"), HasSubstr("HTTP_STATUS_OUT_OF_RANGE")));
}

TEST(Map, AnswersByTheDefaultConvention) {
  const Result result = Command({"map", "429"});
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out, StartsWith("429 -> RESOURCE_EXHAUSTED (8)\n"));
  EXPECT_THAT(result.out, AllOf(HasSubstr("google-apis, which here means gax-java"), HasSubstr("exact 429"),
                                HasSubstr("disagree     UNAVAILABLE (14)")));
}

TEST(Map, NamesThoseWhoAgreeAndThoseWhoDoNot) {
  const std::string out = Command({"map", "429"}).out;
  const std::size_t agree = out.find("  agree ");
  const std::size_t disagree = out.find("  disagree ");
  ASSERT_NE(agree, std::string::npos);
  ASSERT_NE(disagree, std::string::npos);
  EXPECT_THAT(out.substr(agree, disagree - agree), AllOf(HasSubstr("gax-nodejs"), Not(HasSubstr("envoy"))));
  EXPECT_THAT(out.substr(disagree), AllOf(HasSubstr("envoy"), Not(HasSubstr("gax-nodejs"))));
}

TEST(Map, AsksEveryConventionForEveryCode) {
  const Result result = Command({"map", "429", "404", "--convention", "envoy", "--convention", "gax-java"});
  EXPECT_EQ(result.exit_code, kAnswered);
  const std::size_t first = result.out.find("429 -> UNAVAILABLE (14)");
  const std::size_t second = result.out.find("429 -> RESOURCE_EXHAUSTED (8)");
  const std::size_t third = result.out.find("404 -> UNIMPLEMENTED (12)");
  const std::size_t fourth = result.out.find("404 -> NOT_FOUND (5)");
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_LT(third, fourth);
  EXPECT_NE(fourth, std::string::npos);
}

TEST(Map, BriefIsOneAlignedLineForEachAnswer) {
  EXPECT_EQ(Command({"map", "429", "404", "--convention", "envoy", "--convention", "grpc-go", "--brief"}).out,
            "envoy    429 -> UNAVAILABLE (14)\n"
            "grpc-go  429 -> UNAVAILABLE (14)\n"
            "envoy    404 -> UNIMPLEMENTED (12)\n"
            "grpc-go  404 -> UNIMPLEMENTED (12)\n");
  EXPECT_EQ(Command({"map", "429", "--brief"}).out, "google-apis  429 -> RESOURCE_EXHAUSTED (8)\n");
  EXPECT_EQ(Command({"map", "--grpc", "17", "--convention", "twirp", "--brief"}).out,
            "twirp  gRPC code 17 (not defined) -> no answer\n");
}

TEST(Map, TakesTheConventionBeforeTheCodes) {
  EXPECT_THAT(Command({"map", "--convention", "envoy", "429"}).out, StartsWith("429 -> UNAVAILABLE (14)\n"));
}

TEST(Map, GoesTheOtherWay) {
  for (const char* word : {"NOT_FOUND", "5", "not_found", "NotFound"}) {
    const Result result = Command({"map", "--grpc", word});
    EXPECT_EQ(result.exit_code, kAnswered) << word;
    EXPECT_THAT(result.out, StartsWith("NOT_FOUND (5) -> 404\n")) << word;
  }
  EXPECT_THAT(Command({"map", "--grpc", "canceled"}).out, StartsWith("CANCELLED (1) -> 499\n"));
  EXPECT_THAT(Command({"map", "0", "--grpc"}).out, StartsWith("OK (0) -> 200\n"));
}

TEST(Map, SaysThatACodeIsNotDefined) {
  EXPECT_THAT(Command({"map", "--grpc", "77", "--convention", "envoy"}).out,
              StartsWith("gRPC code 77 (not defined) -> 500\n"));
}

TEST(Map, OfNoAnswerSaysSo) {
  const Result result = Command({"map", "302", "--convention", "gax-php"});
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out, AllOf(StartsWith("302 -> no answer\n"), HasSubstr("rule         none")));
}

TEST(Map, NamesTheIdsNearAMisspelledOne) {
  const Result result = Command({"map", "429", "--convention", "envoi"});
  EXPECT_EQ(result.exit_code, kNoAnswer);
  EXPECT_THAT(result.err, AllOf(HasSubstr("\"envoi\""), HasSubstr("nearest: envoy"), HasSubstr("CONVENTION_UNKNOWN"),
                                HasSubstr("statusmap conventions")));
}

TEST(Map, SaysWhichConventionsMapInADirection) {
  const Result http = Command({"map", "404", "--convention", "grpc-gateway"});
  EXPECT_EQ(http.exit_code, kNoAnswer);
  EXPECT_THAT(http.err, HasSubstr("conventions --direction http-to-grpc"));
  const Result grpc = Command({"map", "--grpc", "5", "--convention", "grpc-go"});
  EXPECT_EQ(grpc.exit_code, kNoAnswer);
  EXPECT_THAT(grpc.err, HasSubstr("conventions --direction grpc-to-http"));
}

// How many conventions the command lists for a direction, with aliases.
std::ptrdiff_t Listed(const char* direction) {
  return std::ssize(Parsed(Command({"conventions", "--direction", direction, "--output", "json"}).out));
}

TEST(Map, AllAsksEveryConventionOfTheDirection) {
  const std::string out = Command({"map", "429", "--all"}).out;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), Listed("http-to-grpc"));
  EXPECT_THAT(out, AllOf(HasSubstr("envoy                          429 -> UNAVAILABLE (14)\n"),
                         HasSubstr("google-apis                    429 -> RESOURCE_EXHAUSTED (8)\n")));
  EXPECT_EQ(Command({"map", "429", "--all", "--convention", "envoy"}).exit_code, kUsage);
  const std::string back = Command({"map", "--grpc", "1", "--all"}).out;
  EXPECT_EQ(std::count(back.begin(), back.end(), '\n'), Listed("grpc-to-http"));
}

TEST(Compare, ShowsEveryAnswerAndTheSchools) {
  const Result result = Command({"compare", "404"});
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out, AllOf(StartsWith("404\n"), HasSubstr("UNIMPLEMENTED (12)  23  akka-grpc"),
                                HasSubstr("no answer            1  twirp"), HasSubstr("school       intermediary: ")));
  EXPECT_THAT(Command({"compare", "--grpc", "cancelled"}).out,
              AllOf(StartsWith("CANCELLED (1)\n"), HasSubstr("400   1  vertx-grpc")));
}

TEST(Compare, ShowsWhereAPairDiffersAndWhatSurvives) {
  const std::string out = Command({"compare", "--pair", "envoy", "kratos"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("11 of 500 HTTP statuses become different gRPC codes\n"),
                         HasSubstr("429   UNAVAILABLE (14)    RESOURCE_EXHAUSTED (8)\n"),
                         HasSubstr("12 of 17 gRPC codes survive to HTTP by envoy and back by kratos\n"),
                         HasSubstr("405-428  UNKNOWN (2)         500\n")));
  EXPECT_THAT(Command({"compare", "--pair", "grpc-go", "tonic"}).out, HasSubstr("0 of 500 HTTP statuses"));
  EXPECT_THAT(Command({"compare", "--pair", "google-rpc-code", "grpc-gateway-routing"}).out,
              Not(HasSubstr("become different")));
}

TEST(Compare, NeedsOneQuestion) {
  EXPECT_EQ(Command({"compare"}).exit_code, kUsage);
  EXPECT_EQ(Command({"compare", "404", "--pair", "envoy", "kratos"}).exit_code, kUsage);
  EXPECT_EQ(Command({"compare", "--pair", "envoy"}).exit_code, kUsage);
  const Result unknown = Command({"compare", "--pair", "envoy", "kratoz"});
  EXPECT_EQ(unknown.exit_code, kNoAnswer);
  EXPECT_THAT(unknown.err, HasSubstr("nearest: kratos"));
}

TEST(List, FiltersByClassAndOrigin) {
  const Result all = Command({"list"});
  EXPECT_EQ(all.exit_code, kAnswered);
  EXPECT_THAT(all.out, AllOf(StartsWith("CODE  NAME"), HasSubstr("\n100   Continue"), HasSubstr("\n599   ")));
  for (const char* word : {"4xx", "client-error", "CLIENT_ERROR"}) {
    const Result some = Command({"list", "--class", word});
    EXPECT_EQ(some.exit_code, kAnswered);
    EXPECT_THAT(some.out, AllOf(HasSubstr("\n404   "), Not(HasSubstr("\n200   ")), Not(HasSubstr("\n500   "))));
  }
  EXPECT_THAT(Command({"list", "--origin", "vendor"}).out, AllOf(HasSubstr("\n404 "), Not(HasSubstr("\n499 "))));
  EXPECT_THAT(Command({"list", "--origin", "de-facto"}).out, AllOf(HasSubstr("\n499 "), Not(HasSubstr("\n404 "))));
}

TEST(List, FitsThePage) {
  for (const char* command : {"list", "conventions"}) {
    std::istringstream lines(Command({command}).out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
  }
}

TEST(Conventions, FiltersByDirection) {
  EXPECT_THAT(Command({"conventions"}).out,
              AllOf(StartsWith("ID "), HasSubstr("\nenvoy "), HasSubstr("\ngrpc-go "), HasSubstr("\ngrpc-gateway ")));
  EXPECT_THAT(Command({"conventions", "--direction", "grpc-to-http"}).out,
              AllOf(HasSubstr("\nenvoy "), Not(HasSubstr("\ngrpc-go ")), HasSubstr("\ngrpc-gateway ")));
}

TEST(Conventions, PrintsIdsAlone) {
  std::istringstream lines(Command({"conventions", "--ids"}).out);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_THAT(line, Not(HasSubstr(" ")));
  EXPECT_EQ(count, static_cast<int>(Parsed(Command({"conventions", "-o", "json"}).out).size()));
}

// --- several codes, standard input -----------------------------------------------------------------------------------

TEST(SeveralCodes, OneFailureLosesNothing) {
  const Result result = Command({"lookup", "404", "471", "500"});
  EXPECT_EQ(result.exit_code, kNoAnswer);
  EXPECT_THAT(result.out, AllOf(HasSubstr("404 Not Found"), HasSubstr("\n\n500 Internal Server Error")));
  EXPECT_THAT(result.err, HasSubstr("471"));
}

TEST(SeveralCodes, AWordThatIsNoCodeLosesNothing) {
  const Result result = Command({"lookup", "404", "abc", "471", "500"});
  EXPECT_EQ(result.exit_code, kUsage);
  EXPECT_THAT(result.out, AllOf(HasSubstr("404 Not Found"), HasSubstr("500 Internal Server Error")));
  EXPECT_THAT(result.err, HasSubstr("\"abc\" is not an HTTP status; expected an integer from 100 to 599"));
}

TEST(StandardInput, IsReadForADash) {
  const Result result = Command({"classify", "200", "-", "500"}, "404\n 301\t302\n\n");
  EXPECT_EQ(result.exit_code, kAnswered);
  std::size_t at = 0;
  for (const char* heading : {"200 Successful", "404 Client", "301 Redir", "302 Redir", "500 Server"}) {
    const std::size_t found = result.out.find(heading, at);
    ASSERT_NE(found, std::string::npos) << heading;
    at = found;
  }
}

TEST(StandardInput, WithoutWordsAsksNothing) {
  EXPECT_EQ(Command({"classify", "-"}).exit_code, kAnswered);
  EXPECT_THAT(Command({"classify", "-"}).out, IsEmpty());
  EXPECT_EQ(Command({"classify", "-", "-o", "json"}).out, "[]\n");
}

TEST(StandardInput, IsNotReadWithoutADash) {
  EXPECT_THAT(Command({"classify", "404"}, "500").out, Not(HasSubstr("500 Server")));
}

TEST(StandardInput, MayHoldGrpcNames) {
  const Result result = Command({"map", "--grpc", "-"}, "OK unavailable 13");
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out,
              AllOf(StartsWith("OK (0)"), HasSubstr("UNAVAILABLE (14) -> 503"), HasSubstr("INTERNAL (13)")));
}

// --- JSON ------------------------------------------------------------------------------------------------------------

TEST(JsonOutput, HasOneObjectForEachQuestionInItsPlace) {
  const Result result = Command({"lookup", "404", "471", "abc", "500", "--output", "json"});
  EXPECT_EQ(result.exit_code, kUsage);
  const auto items = Parsed(result.out);
  ASSERT_EQ(items.size(), 4u);
  EXPECT_EQ(At(items[0], {"status", "http_status"}).number_value(), 404);
  EXPECT_EQ(At(items[0], {"status", "vendor", "message"}).string_value(), "NotFound");
  EXPECT_EQ(At(items[1], {"error", "question"}).string_value(), "471");
  EXPECT_EQ(At(items[1], {"error", "code"}).number_value(), 5);
  EXPECT_EQ(At(items[1], {"error", "code_name"}).string_value(), "NOT_FOUND");
  EXPECT_EQ(At(items[1], {"error", "reason"}).string_value(), "HTTP_STATUS_UNKNOWN");
  EXPECT_EQ(At(items[1], {"error", "domain"}).string_value(), "statusmap.v1");
  EXPECT_EQ(At(items[1], {"error", "metadata", "http_status"}).string_value(), "471");
  EXPECT_EQ(At(items[2], {"error", "code_name"}).string_value(), "INVALID_ARGUMENT");
  EXPECT_EQ(At(items[3], {"status", "http_status"}).number_value(), 500);
}

TEST(JsonOutput, ShowsWhatIsFalseOrEmptyButNotWhatIsUnset) {
  const auto kind = Parsed(Command({"classify", "404", "-o", "json"}).out).at(0);
  EXPECT_EQ(At(kind, {"interim"}).kind_case(), Json::kBoolValue);
  const auto mapping = Parsed(Command({"map", "302", "--convention", "gax-php", "-o", "json"}).out).at(0);
  EXPECT_EQ(At(mapping, {"note"}).kind_case(), Json::kStringValue);
  EXPECT_EQ(At(mapping, {"grpc_code"}).kind_case(), Json::KIND_NOT_SET);
  const auto zero = Parsed(Command({"map", "--grpc", "OK", "-o", "json"}).out).at(0);
  EXPECT_EQ(At(zero, {"grpc_code"}).kind_case(), Json::kNumberValue);
}

TEST(JsonOutput, HoldsTheItemsOfAList) {
  const auto statuses = Parsed(Command({"list", "--class", "1xx", "--output=json"}).out);
  ASSERT_FALSE(statuses.empty());
  EXPECT_EQ(At(statuses[0], {"http_status"}).number_value(), 100);
  const auto conventions = Parsed(Command({"conventions", "-o", "json"}).out);
  ASSERT_FALSE(conventions.empty());
  EXPECT_EQ(At(conventions[0], {"id"}).kind_case(), Json::kStringValue);
}

TEST(JsonOutput, EscapesWhatWasTyped) {
  const auto items = Parsed(Command({"lookup", "a\"b\\\x01", "-o", "json"}).out);
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(At(items[0], {"error", "question"}).string_value(), "a\"b\\\x01");
}

// --- colours ---------------------------------------------------------------------------------------------------------

TEST(Colours, AreForTerminalsWithoutNoColorOnly) {
  const char kEscape[] = "\x1b[";
  EXPECT_THAT(Command({"lookup", "404"}, "", {.out_is_terminal = true}).out, HasSubstr(kEscape));
  EXPECT_THAT(Command({"lookup", "404"}, "", {.out_is_terminal = true, .no_color = true}).out, Not(HasSubstr(kEscape)));
  EXPECT_THAT(Command({"lookup", "404"}, "", {.out_is_terminal = false}).out, Not(HasSubstr(kEscape)));
  EXPECT_THAT(Command({"list", "-o", "json"}, "", {.out_is_terminal = true}).out, Not(HasSubstr(kEscape)));
}

TEST(Columns, WrapTheText) {
  std::istringstream lines(Command({"map", "404"}, "", {.columns = 72}).out);
  int longest = 0;
  for (std::string line; std::getline(lines, line);) {
    // A path is one word, which stays whole.
    if (line.find('/') == std::string::npos) longest = std::max(longest, static_cast<int>(line.size()));
  }
  EXPECT_LE(longest, 72);
  EXPECT_GT(longest, 50);
}

// --- usage -----------------------------------------------------------------------------------------------------------

TEST(Help, IsAnAnswer) {
  for (const char* flag : {"--help", "-h"}) {
    const Result result = Command({flag});
    EXPECT_EQ(result.exit_code, kAnswered);
    EXPECT_THAT(result.err, IsEmpty());
    EXPECT_THAT(result.out, AllOf(HasSubstr("Exit codes"), HasSubstr("  69  "), HasSubstr("STATUSMAP_SERVER")));
  }
  for (const char* command :
       {"lookup", "search", "classify", "retry", "map", "compare", "list", "conventions", "summarize"}) {
    EXPECT_EQ(Command({command, "--help"}).exit_code, kAnswered);
    EXPECT_THAT(Command({"--help"}).out, HasSubstr(std::string("  ") + command));
  }
}

TEST(Version, IsAnAnswer) {
  const Result result = Command({"--version"});
  EXPECT_EQ(result.exit_code, kAnswered);
  EXPECT_THAT(result.out, AllOf(StartsWith("statusmap "), EndsWith("\n")));
}

TEST(Usage, WrongWordsExitWithTwoAndSayWhy) {
  const std::vector<std::pair<std::vector<const char*>, const char*>> cases{
      {{}, "lookup, search, classify, retry, map, compare, list, conventions, summarize"},
      {{"foo"}, "foo"},
      {{"lookup"}, "CODE"},
      {{"lookup", "abc"}, "\"abc\" is not an HTTP status"},
      {{"lookup", "404.5"}, "\"404.5\" is not an HTTP status"},
      {{"lookup", "99999999999"}, "\"99999999999\""},
      {{"lookup", "--foo", "404"}, "--foo"},
      {{"lookup", "404", "--output", "xml"}, "xml"},
      {{"lookup", "404", "--grpc"}, "--grpc"},
      {{"lookup", "404", "--deadline", "0"}, "--deadline"},
      {{"search"}, "WORD"},
      {{"search", "gone", "--max", "many"}, "--max"},
      {{"search", "gone", "caf\xe9"}, "not UTF-8"},
      {{"map", "NOT_FOUND"}, "gRPC codes need --grpc"},
      {{"compare", "NOT_FOUND"}, "gRPC codes need --grpc"},
      {{"map", "--grpc", "FOO"}, "expected a number from 0 to 16, or a name such as NOT_FOUND"},
      {{"list", "404"}, "404"},
      {{"list", "--class", "9xx"}, "\"9xx\" is not one of informational"},
      {{"list", "--origin", "me"}, "\"me\" is not one of vendor, registry, de-facto"},
      {{"conventions", "--direction", "up"}, "\"up\" is not one of http-to-grpc, grpc-to-http"},
  };
  for (const auto& [words, complaint] : cases) {
    const Result result = Command(words);
    EXPECT_EQ(result.exit_code, kUsage) << complaint;
    EXPECT_THAT(result.err, AllOf(StartsWith("statusmap: "), HasSubstr(complaint)));
    EXPECT_THAT(result.out, IsEmpty()) << complaint;
  }
}

// --- a server --------------------------------------------------------------------------------------------------------

// The same service, behind a port.
class RemoteTest : public ::testing::Test {
 protected:
  RemoteTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  ~RemoteTest() override { server_->Shutdown(std::chrono::system_clock::now() + std::chrono::milliseconds(200)); }

  rpc::LocalService service_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

TEST_F(RemoteTest, SaysTheSameAsTheEmbeddedCatalogue) {
  const char* server = address_.c_str();
  const std::vector<std::vector<const char*>> questions{{"lookup", "404", "499"},
                                                        {"search", "timeout"},
                                                        {"classify", "471"},
                                                        {"map", "429"},
                                                        {"map", "--grpc", "5"},
                                                        {"retry", "503", "471"},
                                                        {"retry", "--grpc", "14"},
                                                        {"compare", "429"},
                                                        {"list"},
                                                        {"conventions"},
                                                        {"map", "429", "--all"},
                                                        {"summarize", "--against", "envoy"}};
  for (std::vector<const char*> words : questions) {
    const Result embedded = Command(words);
    words.insert(words.end(), {"--server", server});
    const Result remote = Command(words);
    EXPECT_EQ(remote.exit_code, kAnswered) << remote.err;
    EXPECT_EQ(remote.out, embedded.out);
  }
}

TEST_F(RemoteTest, ErrorsComeWithTheirReason) {
  const Result result = Command({"lookup", "471", "404", "--server", address_.c_str()});
  EXPECT_EQ(result.exit_code, kNoAnswer);
  EXPECT_THAT(result.err, HasSubstr("HTTP_STATUS_UNKNOWN"));
  EXPECT_THAT(result.out, HasSubstr("404 Not Found"));
}

TEST(Server, ComesFromTheEnvironmentUnlessAFlagSaysOtherwise) {
  const Environment environment{.server = "unix:/nonexistent/socket"};
  const Result asked = Command({"lookup", "404"}, "", environment);
  EXPECT_EQ(asked.exit_code, kUnreachable);
  EXPECT_THAT(asked.err, AllOf(HasSubstr("unix:/nonexistent/socket"), HasSubstr("404"), HasSubstr("(UNAVAILABLE)")));
  EXPECT_EQ(Command({"lookup", "404", "--server", ""}, "", environment).exit_code, kAnswered);
}

TEST(Server, ThatIsNotThereFailsEveryQuestionInItsPlace) {
  const Result result = Command({"lookup", "404", "x", "500", "-o", "json", "--server", "unix:/nonexistent/socket"});
  EXPECT_EQ(result.exit_code, kUnreachable);
  const auto items = Parsed(result.out);
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(At(items[0], {"error", "code_name"}).string_value(), "UNAVAILABLE");
  EXPECT_EQ(At(items[1], {"error", "code_name"}).string_value(), "INVALID_ARGUMENT");
  EXPECT_EQ(At(items[2], {"error", "code_name"}).string_value(), "UNAVAILABLE");
}

TEST(Server, ThatIsNotThereFailsAList) {
  for (const char* command : {"list", "conventions"}) {
    const Result result = Command({command, "--server", "unix:/nonexistent/socket"});
    EXPECT_EQ(result.exit_code, kUnreachable);
    EXPECT_THAT(result.out, IsEmpty());
  }
  EXPECT_EQ(Command({"conventions", "--ids", "--server", "unix:/nonexistent/socket"}).exit_code, kUnreachable);
}

TEST(Output, ThatCannotBeWrittenIsAnError) {
  const char* argv[] = {"statusmap", "lookup", "404"};
  std::istringstream in;
  std::ostringstream err;
  std::ostream broken(nullptr);
  EXPECT_EQ(cli::Run(3, argv, in, broken, err, {}), kNotWritten);
  EXPECT_THAT(err.str(), HasSubstr("could not be written"));
}

}  // namespace
}  // namespace statusmap::cli
