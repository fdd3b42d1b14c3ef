// Reading logs: where a line has its status, blocks of lines, gzip, progress.
#include <gmock/gmock.h>
#include <zlib.h>

#include <memory>
#include <sstream>
#include <vector>

#include "client/cli/log/count.h"
#include "client/cli/log/format.h"
#include "client/cli/log/gunzip.h"
#include "client/cli/log/lines.h"
#include "client/cli/log/progress.h"
#include "client/cli/word_source.h"
#include "client/cli/words.h"

namespace statusmap::cli {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

int StatusIn(const std::string& format, std::string_view line) {
  const auto found = FormatOf(format);
  EXPECT_TRUE(found.ok()) << found.status();
  return std::visit([line](const auto& parser) { return parser.StatusOf(line); }, found->value().parser);
}

// --- formats ---------------------------------------------------------------------------------------------------------

TEST(Combined, HasItsStatusBehindTheRequest) {
  const std::vector<std::pair<std::string, int>> cases{
      {R"(192.0.2.1 - - [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 612 "-" "curl/7.88.1")", 200},
      {R"(2001:db8::1 - alice [10/Oct/2025:13:55:36 +0000] "GET / HTTP/2.0" 503 0)", 503},
      {R"(192.0.2.1 - - [10/Oct/2025:13:55:36 +0000] "-" 408 -)", 408},
      {R"(192.0.2.1 - - [10/Oct/2025:13:55:36 +0000] "" 400 0 "-" "-")", 400},
      {R"(192.0.2.1 - - [10/Oct/2025:13:55:36 +0000] "\x16\x03\x01\x02" 400 150 "-" "-")", 400},
      {R"(192.0.2.1 - - [x] "GET /\x22 200 \x22 HTTP/1.1" 404 0)", 404},  // nginx escapes a quote
      {R"(192.0.2.1 - - [x] "GET /\" 200 \" HTTP/1.1" 404 0)", 404},      // Apache does, too
      {R"(192.0.2.1 - - [x] "GET /\\" 301 0)", 301},                      // an escaped backslash before the end
      {R"(192.0.2.1 - - [x] "GET /\\\" 200 \\" 302 0)", 302},             // three, and two
      {R"(192.0.2.1 - "" [x] "GET / HTTP/1.1" 401 0)", 401},              // Apache's empty user
      {R"(host:80 192.0.2.1 - - [x] "GET / HTTP/1.1" 499 0)", 499},       // vhost_combined
      {R"(192.0.2.1 - - [x] "GET / HTTP/1.1" 000 0)", 0},                 // nginx: no response
      {R"(192.0.2.1 - - [x] "GET / HTTP/1.1" 999 0)", 999},
      {R"(192.0.2.1 - - [x] "GET / HTTP/1.1" 200)", 200},  // nothing behind it
      {"192.0.2.1 - - [x] \"GET / HTTP/1.1\" 200\r", 200},
      {"192.0.2.1 - - [x] \"GET /\0 HTTP/1.1\" 200 0"s, 200},
      {"192.0.2.1 - - [x] \"GET /\xff\xfe HTTP/1.1\" 200 0", 200},
      {"192.0.2.1 - - [x] \"GET /" + std::string(1'000'000, 'a') + " HTTP/1.1\" 414 0", 414},
  };
  for (const auto& [line, status] : cases) {
    EXPECT_EQ(StatusIn("combined", line), status) << line.substr(0, 200);
    EXPECT_EQ(StatusIn("nginx", line), status) << line.substr(0, 200);
  }
}

TEST(Combined, WithoutAStatusSaysSo) {
  for (const char* line : {
           "",
           "-",
           "garbage 200 0",
           "\"",
           "\"\"",
           "\"\\",
           R"(192.0.2.1 - - [x] "GET / HTTP/1.1)",
           R"(192.0.2.1 - - [x] "GET / HTTP/1.1")",
           R"(192.0.2.1 - - [x] "GET / HTTP/1.1" )",
           R"(192.0.2.1 - - [x] "GET / HTTP/1.1" 20)",
           R"(192.0.2.1 - - [x] "GET / HTTP/1.1" - 0)",
           R"(192.0.2.1 - - [x] "GET / HTTP/1.1" 2000 0)",
           R"(192.0.2.1 - - [x] "GET / HTTP/1.1" 2e2 0)",
           R"(192.0.2.1 - - [x] "GET / HTTP/1.1" +20 0)",
           R"(192.0.2.1 - - [x] "GET / HTTP/1.1"  200 0)",
           R"(192.0.2.1 - - [x] "GET /\" 200 0)",
           R"(192.0.2.1 - "" [x] "GET / HTTP/1.1)",
       }) {
    EXPECT_EQ(StatusIn("combined", line), kNoStatus) << line;
  }
}

TEST(EnvoyJson, HasItsStatusInAField) {
  EXPECT_EQ(StatusIn("envoy-json", R"({"method":"GET","response_code":503,"duration":1})"), 503);
  EXPECT_EQ(StatusIn("envoy-json", "{\"response_code\":200}\r"), 200);
  EXPECT_EQ(StatusIn("envoy-json", R"({"response_code":0,"response_flags":"DC"})"), 0);
  EXPECT_EQ(StatusIn("envoy-json", R"({"response_code":"404"})"), 404);
  EXPECT_EQ(StatusIn("envoy-json", "{\"path\":\"/\xff\xfe\",\"response_code\":200}"), 200) << "bytes as they came";
  EXPECT_EQ(StatusIn("envoy-json", R"({"response_code":null})"), kNoStatus);
}

TEST(Jsonl, FindsAFieldAtAnyDepth) {
  const std::vector<std::tuple<const char*, const char*, int>> cases{
      {"status", R"({"a":[{"status":1}],"o":{"status":2},"status":404,"z":{"status":3}})", 404},
      {"status", R"([{"status":404}])", kNoStatus},
      {"status", R"({"status":404)", kNoStatus},
      {"status", R"({"status":404} {"status":404})", kNoStatus},
      {"status", R"({"status":404,})", kNoStatus},
      {"status", R"({"status":404.0})", kNoStatus},
      {"status", R"({"status":-404})", kNoStatus},
      {"status", R"({"status":1000})", kNoStatus},
      {"status", R"({"status":"OK"})", kNoStatus},
      {"status", R"({"status":""})", kNoStatus},
      {"status", R"({"status":true})", kNoStatus},
      {"status", R"({"status":[404]})", kNoStatus},
      {"status", R"({"status":{"status":404}})", kNoStatus},
      {"status", R"({"Status":404})", kNoStatus},
      {"status", R"({"st\u0061tus":404})", 404},
      {"status", R"({"status":200,"status":404})", 404},
      {"status", "", kNoStatus},
      {"status", "404", kNoStatus},
      {"a.b.c", R"({"a":{"b":{"c":404}}})", 404},
      {"a.b.c", R"({"b":{"a":{"b":{"c":1}}},"a":{"x":{"b":{"c":2}},"b":{"c":404,"x":{"c":3}},"c":4},"c":5})", 404},
      {"a.b.c", R"({"a":{"b":[{"c":404}]}})", kNoStatus},
      {"a.b.c", R"({"a":[{"b":{"c":404}}]})", kNoStatus},
      {"a.b.c", R"({"a":404})", kNoStatus},
      {"a.b.c", R"({"a":1,"b":{"c":404}})", kNoStatus},
      {"a.b.c", R"({"a.b.c":404})", 404},
      {"a.b.c", R"({"a":{"a.b.c":404}})", kNoStatus},
  };
  for (const auto& [field, line, status] : cases) {
    EXPECT_EQ(StatusIn("jsonl:"s + field, line), status) << field << " in " << line;
  }
  EXPECT_EQ(StatusIn("jsonl:status", "{\"x\":\"\0\",\"status\":404}"s), kNoStatus);
}

TEST(Jsonl, IsNotOverwhelmedByBrackets) {
  EXPECT_EQ(StatusIn("jsonl:status", std::string(1'000'000, '[')), kNoStatus);
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(StatusIn("jsonl:status", "{\"x\":" + deep + ",\"status\":404}"), 404);
}

TEST(Column, IsCountedBetweenBlanks) {
  EXPECT_EQ(StatusIn("column:1", "404"), 404);
  EXPECT_EQ(StatusIn("column:2", "  GET \t 404\r"), 404);
  EXPECT_EQ(StatusIn("column:3", "a b 0 d"), 0);
  for (const char* line : {"", "  ", "a", "404 x", "a 404x", "a x404", "a 4041", "a -1"}) {
    EXPECT_EQ(StatusIn("column:2", line), kNoStatus) << line;
  }
}

TEST(FormatWord, ThatIsWrongSaysWhatIsAllowed) {
  EXPECT_EQ(FormatOf("auto")->has_value(), false);
  for (const char* word : {"", "json", "Combined", "combined:1", "auto:", "nginx:", "envoy-json:x"}) {
    EXPECT_THAT(std::string(FormatOf(word).status().message()), HasSubstr("is not one of auto, combined")) << word;
  }
  for (const char* word : {"jsonl", "jsonl:", "jsonl:.", "jsonl:a.", "jsonl:.a", "jsonl:a..b"}) {
    EXPECT_THAT(std::string(FormatOf(word).status().message()), HasSubstr("needs a field")) << word;
  }
  for (const char* word :
       {"column", "column:", "column:0", "column:-1", "column:x", "column:1x", "column:99999999999"}) {
    EXPECT_THAT(std::string(FormatOf(word).status().message()), HasSubstr("needs the number of a column")) << word;
  }
}

TEST(Detection, TakesTheFirstLineThatHasAStatus) {
  EXPECT_EQ(Detect("started\n1 - - [x] \"GET /\" 200 0\n{\"response_code\":200}\n")->name, "combined");
  EXPECT_EQ(Detect("{\"level\":\"info\"}\n{\"response_code\":200}")->name, "envoy-json");
  EXPECT_THAT(std::string(Detect("{\"status\":200}\n").status().message()), HasSubstr("--format jsonl:FIELD"));
  EXPECT_THAT(std::string(Detect("\n\n").status().message()), HasSubstr("one of auto, combined"));
  std::string late;
  for (int i = 0; i < 100; ++i) late += "x\n";
  EXPECT_FALSE(Detect(late + "1 - - [x] \"GET /\" 200 0\n").ok());
}

// --- input -----------------------------------------------------------------------------------------------------------

// Bytes in pieces of a size, and then the end or an error.
class Pieces final : public Input {
 public:
  Pieces(std::string bytes, std::size_t piece, absl::Status end = absl::OkStatus())
      : bytes_(std::move(bytes)), piece_(piece), end_(std::move(end)) {}
  absl::StatusOr<std::size_t> Read(char* to, std::size_t size) override {
    if (at_ == bytes_.size() && !end_.ok()) return end_;
    const std::size_t count = bytes_.copy(to, std::min(size, piece_), at_);
    at_ += count;
    return count;
  }
  std::int64_t taken() const override { return static_cast<std::int64_t>(at_); }
  std::int64_t size() const override { return static_cast<std::int64_t>(bytes_.size()); }

 private:
  std::string bytes_;
  std::size_t piece_;
  absl::Status end_;
  std::size_t at_ = 0;
};

std::string Gzipped(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  std::string copy = text;
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

// All that an input gives, and how it ended.
std::pair<std::string, absl::Status> ReadAll(std::unique_ptr<Input> raw, std::size_t block = 7) {
  const auto input = Gunzipped(std::move(raw));
  if (!input.ok()) return {"", input.status()};
  std::string all;
  std::string buffer(block, '\0');
  while (true) {
    const auto count = (*input)->Read(buffer.data(), buffer.size());
    if (!count.ok()) return {all, count.status()};
    if (*count == 0) return {all, absl::OkStatus()};
    all.append(buffer, 0, *count);
  }
}

TEST(Gunzip, LeavesPlainBytesAlone) {
  for (const std::string& text : {""s, "\x1f"s, "a"s, "\x1f\x8a"s, "200\n404\n"s}) {
    for (const std::size_t piece : {1, 2, 100}) {
      const auto [read, status] = ReadAll(std::make_unique<Pieces>(text, piece));
      EXPECT_EQ(read, text);
      EXPECT_TRUE(status.ok());
    }
  }
}

TEST(Gunzip, TakesMembersAndTheZerosBehindThem) {
  const std::string text(10'000, 'x');
  for (const std::size_t piece : {1, 3, 100'000}) {
    const auto [read, status] =
        ReadAll(std::make_unique<Pieces>(Gzipped(text) + Gzipped("") + Gzipped("end") + std::string(512, '\0'), piece));
    EXPECT_EQ(read, text + "end");
    EXPECT_TRUE(status.ok()) << status;
  }
}

TEST(Gunzip, SaysWhereItBreaksBehindWhatCameBefore) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919 % 1000) + "\n";
  const std::string packed = Gzipped(text);
  for (const std::size_t length : {std::size_t{2}, std::size_t{9}, packed.size() / 2, packed.size() - 1}) {
    const auto [read, status] = ReadAll(std::make_unique<Pieces>(packed.substr(0, length), 1000));
    EXPECT_THAT(text, StartsWith(read));
    EXPECT_EQ(status.message(), "is gzip that ends in the middle") << length;
  }
  std::string corrupt = packed;
  corrupt[packed.size() / 2] = static_cast<char>(corrupt[packed.size() / 2] ^ 0x55);
  const auto [read, status] = ReadAll(std::make_unique<Pieces>(corrupt, 1000));
  EXPECT_THAT(std::string(status.message()), StartsWith("is corrupt gzip"));
  EXPECT_GT(read.size(), 1000u);
  const auto [all, behind] = ReadAll(std::make_unique<Pieces>(packed + "garbage", 1000));
  EXPECT_EQ(all, text);
  EXPECT_THAT(std::string(behind.message()), StartsWith("is corrupt gzip"));
  const auto [some, error] = ReadAll(std::make_unique<Pieces>(packed.substr(0, 5000), 1000, absl::UnknownError("io")));
  EXPECT_EQ(error.message(), "io");
  EXPECT_THAT(some, testing::Not(IsEmpty()));
}

std::vector<std::string> Blocks(Pieces input, absl::Status* end = nullptr) {
  LineBlocks blocks(input);
  std::vector<std::string> all;
  for (std::string_view block = blocks.Next(); !block.empty(); block = blocks.Next()) all.emplace_back(block);
  if (end != nullptr) *end = blocks.status();
  EXPECT_TRUE(blocks.Next().empty()) << "asked again";
  return all;
}

TEST(Lines, AreWholeInEveryBlock) {
  EXPECT_THAT(Blocks({"", 10}), IsEmpty());
  EXPECT_THAT(Blocks({"a\nbb\n\nccc", 3}), ElementsAre("a\n", "bb\n\n", "ccc"));
  EXPECT_THAT(Blocks({"a\nbb\n\nccc\n", 100}), ElementsAre("a\nbb\n\nccc\n"));
  const std::string longer(1'000'000, 'x');  // longer than the buffer at its begin
  EXPECT_THAT(Blocks({"a\n" + longer + "\nb", 4096}), ElementsAre("a\n", longer + "\n", "b"));
}

TEST(Lines, BeyondTheLongestAreCut) {
  const std::string longest(kLongestLine, 'x');
  EXPECT_THAT(Blocks({longest + "yyy\nb\n", 1 << 20}), ElementsAre(longest, "b\n"));
  EXPECT_THAT(Blocks({longest + longest, 1 << 20}), ElementsAre(longest));
  EXPECT_THAT(Blocks({longest + "\nb", 1 << 20}), ElementsAre(longest, "b"));
}

TEST(Lines, EndWithAnErrorThatTakesTheLineInTheMiddle) {
  absl::Status end;
  EXPECT_THAT(Blocks({"a\nb\nc", 100, absl::DataLossError("broken")}, &end), ElementsAre("a\nb\n"));
  EXPECT_EQ(end.message(), "broken");
}

TEST(Counting, KeepsTheFirstStrangeLinesSafeToShow) {
  Pieces input("404\n\x1b[31m\xff x\r\n500\n\n" + std::string(79, 'a') + "\u00e9\n1\n2000\n-\n-\n7", 5);
  LogCounts counts;
  int told = 0;
  EXPECT_TRUE(Count(
                  "f", input, *FormatOf("column:1"), [&](const Input&) { ++told; }, counts)
                  .ok());
  EXPECT_EQ(counts.lines, 10);
  EXPECT_EQ(counts.without_status, 6);
  EXPECT_EQ(counts.statuses[404] + counts.statuses[500] + counts.statuses[1] + counts.statuses[7], 4);
  EXPECT_GT(told, 1);
  ASSERT_THAT(counts.strange, SizeIs(kStrangeLines));
  EXPECT_EQ(counts.strange[0].text, "?[31m? x");
  EXPECT_EQ(counts.strange[0].number, 2);
  EXPECT_EQ(counts.strange[1].text, "");
  EXPECT_EQ(counts.strange[1].number, 4);
  EXPECT_EQ(counts.strange[2].text, std::string(79, 'a') + "...") << "no half of a character";
  EXPECT_EQ(counts.strange[3].text, "2000");
  EXPECT_EQ(counts.strange[4].number, 8);
}

// --- progress --------------------------------------------------------------------------------------------------------

TEST(ProgressBar, IsForLongReadingsAndWipesItself) {
  std::chrono::steady_clock::time_point now;
  const auto clock = [&now] { return now; };
  std::ostringstream out;
  Progress progress(out, true, 100, clock);
  now += std::chrono::milliseconds(999);
  progress.Show("f", 1, 2);
  progress.Clear();
  EXPECT_EQ(out.str(), "");
  now += std::chrono::milliseconds(1);
  progress.Show("f", 500'000'000, 2'000'000'000);
  EXPECT_EQ(out.str(), "\rf  [#######.......................] 25 %  500 MB of 2.0 GB\x1b[K");
  now += std::chrono::milliseconds(100);
  progress.Show("f", 2, 2);
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("100 %"))) << "so soon again";
  out.str("");
  now += std::chrono::milliseconds(100);
  progress.Show("-", 999, 0);
  progress.Clear();
  EXPECT_EQ(out.str(), "\r-  999 B\x1b[K\r\x1b[K");

  std::ostringstream narrow;
  Progress small(narrow, true, 10, clock);
  Progress none(narrow, false, 100, clock);
  now += std::chrono::seconds(2);
  none.Show("file", 1, 2);
  EXPECT_EQ(narrow.str(), "");
  small.Show("file", 1, 2);
  EXPECT_EQ(narrow.str(), "\rfile  [##\x1b[K") << "a line that wraps cannot be wiped";
}

// --- words -----------------------------------------------------------------------------------------------------------

TEST(Words, OfInputStandWhereTheDashIs) {
  const std::vector<std::string> words{"a", "-", "b", "-"};
  std::istringstream in(" x\ny\tz");
  WordSource source(words, in);
  std::vector<std::string> all;
  int waits = 0;
  while (const auto word = source.Next([&] { ++waits; })) all.push_back(*word);
  EXPECT_THAT(all, ElementsAre("a", "x", "y", "z", "b"));
  EXPECT_GT(waits, 0);
}

TEST(Words, AreCutWhereNoCodeIsThatLong) {
  const std::vector<std::string> words{"-"};
  std::istringstream in(std::string(100'000, '1') + " 404");
  WordSource source(words, in);
  EXPECT_THAT(source.Next([] {})->size(), 1024u);
  EXPECT_EQ(source.Next([] {}), "404");
}

TEST(Utf8, ReplacesWhatIsNot) {
  EXPECT_EQ(Utf8("caf\u00e9"), "caf\u00e9");
  EXPECT_EQ(Utf8("caf\xe9"), "caf?");
}

}  // namespace
}  // namespace statusmap::cli
