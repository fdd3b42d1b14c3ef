// generate_log BYTES: an access log in nginx's combined format, at least that long, to standard output; the same for
// the same length. Standard error gets a line `CODE COUNT` for each status in it.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace {

constexpr int kUsageError = 2;
constexpr int kCannotWrite = 1;
constexpr std::size_t kBlock = 1 << 20;
constexpr int kLinesPerSecond = 1000;  // by the clock in the log

// How many in a thousand answers have which status: a busy site on an ordinary day.
constexpr std::array<std::pair<int, int>, 16> kStatuses = {{
    {200, 812},
    {304, 61},
    {206, 22},
    {301, 18},
    {302, 14},
    {404, 31},
    {403, 6},
    {401, 9},
    {400, 4},
    {429, 5},
    {499, 4},
    {500, 5},
    {502, 3},
    {503, 3},
    {504, 2},
    {204, 1},
}};
constexpr std::array<std::string_view, 8> kRequests = {
    "GET / HTTP/1.1",
    "GET /assets/app.4f1c2a.js HTTP/2.0",
    "GET /api/v1/orders?page=2&size=50 HTTP/1.1",
    "POST /api/v1/orders HTTP/1.1",
    "GET /images/products/large/0815.webp HTTP/2.0",
    "HEAD /health HTTP/1.1",
    "GET /search?q=status+404+%22not+found%22 HTTP/1.1",
    "PUT /api/v1/orders/4711/items/3 HTTP/1.1",
};
constexpr std::array<std::string_view, 4> kAgents = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "curl/7.88.1",
    "okhttp/4.12.0",
};

void Append(std::string& text, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto [end, error] = std::to_chars(digits.begin(), digits.end(), number);
  text.append(digits.begin(), end);
}

void AppendTwo(std::string& text, int number) {
  text.push_back(static_cast<char>('0' + number / 10));
  text.push_back(static_cast<char>('0' + number % 10));
}

// A thousand entries, each a position in kStatuses.
std::array<std::uint8_t, 1000> SpreadStatuses() {
  std::array<std::uint8_t, 1000> spread{};
  auto* at = spread.begin();
  for (std::size_t i = 0; i < kStatuses.size(); ++i)
    at = std::fill_n(at, kStatuses[i].second, static_cast<std::uint8_t>(i));
  return spread;
}

// One line. All that varies is cut from one random number.
void AppendLine(std::string& text, std::uint64_t random, std::uint64_t second, int status) {
  text += "203.0.113.";
  Append(text, random & 0xff);
  text += " - - [";
  AppendTwo(text, 1 + static_cast<int>(second / 86'400 % 28));
  text += "/Nov/2026:";
  AppendTwo(text, static_cast<int>(second / 3600 % 24));
  text.push_back(':');
  AppendTwo(text, static_cast<int>(second / 60 % 60));
  text.push_back(':');
  AppendTwo(text, static_cast<int>(second % 60));
  text += " +0000] \"";
  text += kRequests[random >> 8 & 7];
  text += "\" ";
  Append(text, static_cast<std::uint64_t>(status));
  text.push_back(' ');
  Append(text, random >> 16 & 0xffff);
  text += " \"-\" \"";
  text += kAgents[random >> 32 & 3];
  text += "\"\n";
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t wanted = argc == 2 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (wanted == 0) {
    std::fputs("usage: generate_log BYTES\n", stderr);
    return kUsageError;
  }
  const auto spread = SpreadStatuses();
  std::array<std::uint64_t, kStatuses.size()> counts{};
  std::mt19937_64 generator;  // NOLINT(bugprone-random-generator-seed): the same log each time
  std::string block;
  block.reserve(kBlock + 512);
  std::uint64_t written = 0;
  for (std::uint64_t line = 0; written < wanted; ++line) {
    const std::uint64_t random = generator();
    const std::size_t status = spread[(random >> 40) % spread.size()];
    ++counts[status];
    AppendLine(block, random, line / kLinesPerSecond, kStatuses[status].first);
    if (block.size() < kBlock && written + block.size() < wanted) continue;
    if (std::fwrite(block.data(), 1, block.size(), stdout) != block.size()) return kCannotWrite;
    written += block.size();
    block.clear();
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    std::fprintf(stderr, "%d %llu\n", kStatuses[i].first, static_cast<unsigned long long>(counts[i]));
  }
  return std::fflush(stdout) == 0 ? 0 : kCannotWrite;
}
