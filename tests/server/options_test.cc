#include "service/server/options.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

namespace statusmap::server {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Parsed {
  std::variant<Options, Exit> result;
  std::string out;
  std::string err;
};

Parsed Parse(std::vector<const char*> words) {
  words.insert(words.begin(), "statusmap-server");
  std::ostringstream out;
  std::ostringstream err;
  auto result = ParseOptions(static_cast<int>(words.size()), words.data(), out, err);
  return {std::move(result), out.str(), err.str()};
}

Options Good(const std::vector<const char*>& words) {
  const Parsed parsed = Parse(words);
  EXPECT_THAT(parsed.err, IsEmpty());
  return std::get<Options>(parsed.result);
}

// Sets a variable for the life of the object.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }

 private:
  const char* name_;
};

TEST(ParseOptions, HasDefaults) {
  const Options options = Good({});
  EXPECT_EQ(options.listen_address, "127.0.0.1:50051");
  EXPECT_EQ(options.queues, 0);
  EXPECT_EQ(options.drain_timeout, milliseconds(10'000));
  EXPECT_EQ(options.max_connection_age, milliseconds(0));
}

TEST(ParseOptions, ReadsFlags) {
  const Options options = Good({"--listen_address=[::1]:0", "--queues", "3", "--drain_timeout=1500ms",
                                "--max_connection_age=1h30m", "--max_calls_in_flight=7"});
  EXPECT_EQ(options.listen_address, "[::1]:0");
  EXPECT_EQ(options.queues, 3);
  EXPECT_EQ(options.drain_timeout, milliseconds(1500));
  EXPECT_EQ(options.max_connection_age, std::chrono::minutes(90));
  EXPECT_EQ(options.max_calls_in_flight, 7);
}

TEST(ParseOptions, FlagBeatsEnvironmentBeatsDefault) {
  const Variable queues("STATUSMAP_QUEUES", "5");
  const Variable drain("STATUSMAP_DRAIN_TIMEOUT", "3s");
  EXPECT_EQ(Good({}).queues, 5);
  EXPECT_EQ(Good({}).drain_timeout, milliseconds(3000));
  EXPECT_EQ(Good({"--queues=2", "--drain_timeout=1s"}).queues, 2);
  EXPECT_EQ(Good({"--queues=2", "--drain_timeout=1s"}).drain_timeout, milliseconds(1000));
}

struct Wrong {
  const char* word;
  const char* message;
};

// clang-format off
constexpr Wrong kWrong[] = {
    {"--queues=65",                 "--queues: \"65\" is not a number from 0 to 64"},
    {"--queues=-1",                 "--queues: \"-1\" is not a number from 0 to 64"},
    {"--queues=many",               "--queues: \"many\" is not a number from 0 to 64"},
    {"--queues=",                   "--queues"},
    {"--max_calls_in_flight=0",     "\"0\" is not a number from 1 to 1000000"},
    {"--max_concurrent_streams=0",  "\"0\" is not a number from 1 to 1000000"},
    {"--drain_timeout=5",           "\"5\" is not a duration from 0 to 1h in whole milliseconds, with a unit: 500ms, 10s, 5m, 1h"},
    {"--max_connection_age=1us",    "\"1us\" is not a duration from 0 to 720h in whole milliseconds"},
    {"--listen_address=localhost",  "\"localhost\" is not HOST:PORT with a port from 0 to 65535, or unix:/path"},
    {"--listen_address=[::1]:65536", "\"[::1]:65536\" is not HOST:PORT"},
    {"--drain_timeout=-1s",         "\"-1s\" is not a duration from 0 to 1h"},
    {"--drain_timeout=2h",          "\"2h\" is not a duration from 0 to 1h"},
    {"--drain_timeout=inf",         "\"inf\" is not a duration from 0 to 1h"},
    {"--keepalive_time=0s",         "\"0s\" is not a duration from 1s to 24h"},
    {"--nonsense=1",                "--nonsense=1"},
    {"stray",                       "stray"},
};
// clang-format on

TEST(ParseOptions, SaysWhatIsAllowed) {
  for (const Wrong& wrong : kWrong) {
    SCOPED_TRACE(wrong.word);
    const Parsed parsed = Parse({wrong.word});
    ASSERT_TRUE(std::holds_alternative<Exit>(parsed.result));
    EXPECT_EQ(std::get<Exit>(parsed.result).code, 2);
    EXPECT_THAT(parsed.err, HasSubstr(wrong.message));
    EXPECT_THAT(parsed.out, IsEmpty());
  }
}

TEST(ParseOptions, BlamesTheVariableOnlyIfItIsAtFault) {
  const Variable queues("STATUSMAP_QUEUES", "99");
  EXPECT_THAT(Parse({}).err, HasSubstr("(from the environment variable STATUSMAP_QUEUES)"));
  EXPECT_THAT(Parse({"--queues=77"}).err, ::testing::Not(HasSubstr("STATUSMAP_QUEUES")));
  EXPECT_EQ(Good({"--queues=1"}).queues, 1);
}

TEST(ParseOptions, PrintsHelpAndVersion) {
  const Parsed help = Parse({"--help"});
  EXPECT_EQ(std::get<Exit>(help.result).code, 0);
  EXPECT_THAT(help.out, HasSubstr("--drain_timeout DURATION"));
  EXPECT_THAT(help.out, HasSubstr("STATUSMAP_DRAIN_TIMEOUT"));
  const Parsed version = Parse({"--version"});
  EXPECT_EQ(std::get<Exit>(version.result).code, 0);
  EXPECT_THAT(version.out, ::testing::MatchesRegex("statusmap-server [0-9.]+\n"));
}

}  // namespace
}  // namespace statusmap::server
