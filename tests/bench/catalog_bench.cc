// What a question costs in process, without gRPC: Google Benchmark over service/catalog. `allocations` counts calls of
// operator new in all iterations; where there may be none, one is an error.
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <string_view>
#include <variant>

#include <benchmark/benchmark.h>

#include "service/catalog/classify.h"
#include "service/catalog/conventions.h"
#include "service/catalog/lookup.h"
#include "service/catalog/mapping.h"
#include "service/catalog/search.h"

namespace {

std::atomic<std::int64_t> allocations = 0;

}  // namespace

// Not inlined: the compiler would take malloc and free for a pair that does not match.
[[gnu::noinline]] void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }

namespace {

namespace catalog = statusmap::catalog;

// The codes that clients ask about most, so that no branch predictor learns a single one.
constexpr std::array<std::int32_t, 16> kCodes = {200, 404, 429, 503, 500, 301, 304, 400,
                                                 401, 403, 502, 504, 201, 204, 409, 418};

enum class Allocations { kAllowed, kNone };

// Asks a question about one code after the other.
template <typename Question>
void Ask(benchmark::State& state, Allocations allowed, Question question) {
  std::size_t next = 0;
  const std::int64_t before = allocations.load(std::memory_order_relaxed);
  for (auto _ : state) {
    std::int32_t code = kCodes[next++ % kCodes.size()];
    benchmark::DoNotOptimize(code);
    auto answer = question(code);
    benchmark::DoNotOptimize(answer);
  }
  const std::int64_t made = allocations.load(std::memory_order_relaxed) - before;
  state.counters["allocations"] = static_cast<double>(made);
  if (allowed == Allocations::kNone && made != 0) state.SkipWithError("it allocates");
}

void Lookup(benchmark::State& state) {
  Ask(state, Allocations::kNone, [](std::int32_t code) { return catalog::LookupStatus(code); });
}

// By an index, as the bulk calls ask.
void Answer(benchmark::State& state) {
  const auto found = catalog::FindConvention({});
  const int convention = *std::get<const catalog::NamedConvention*>(found)->Speaker(catalog::Direction::kHttpToGrpc);
  Ask(state, Allocations::kNone,
      [convention](std::int32_t code) { return catalog::AnswerOf(convention, catalog::Direction::kHttpToGrpc, code); });
}

// By a name: none for the default, a short one, one in the middle, the longest.
void Map(benchmark::State& state, std::string_view convention) {
  Ask(state, Allocations::kNone, [convention](std::int32_t code) { return catalog::MapHttpStatus(code, convention); });
}

// The way back; some of the codes are none that gRPC defines.
void MapBack(benchmark::State& state, std::string_view convention) {
  Ask(state, Allocations::kNone,
      [convention](std::int32_t code) { return catalog::MapGrpcCode(code & 31, convention); });
}

// Another name each time, so that no branch predictor learns a single one.
void MapMixed(benchmark::State& state) {
  constexpr std::array<std::string_view, 7> kNames = {"envoy",   "gax-java", "",    "envoy-http1-reverse-bridge",
                                                      "grpc-go", "twirp",    "misk"};
  std::size_t next = 0;
  Ask(state, Allocations::kNone,
      [&](std::int32_t code) { return catalog::MapHttpStatus(code, kNames[next++ % kNames.size()]); });
}

void Classify(benchmark::State& state) {
  Ask(state, Allocations::kAllowed, [](std::int32_t code) { return catalog::ClassifyStatus(code); });
}

void Search(benchmark::State& state, std::string_view query) {
  Ask(state, Allocations::kAllowed, [query](std::int32_t /*code*/) { return catalog::SearchStatuses(query, 0); });
}

}  // namespace

BENCHMARK(Lookup);
BENCHMARK(Answer);
BENCHMARK_CAPTURE(Map, default, "");
BENCHMARK_CAPTURE(Map, envoy, "envoy");
BENCHMARK_CAPTURE(Map, grpc_spec, "grpc-spec");
BENCHMARK_CAPTURE(Map, longest, "envoy-json-reverse-transcoder");
BENCHMARK(MapMixed);
BENCHMARK_CAPTURE(MapBack, default, "");
BENCHMARK_CAPTURE(MapBack, envoy, "envoy");
BENCHMARK(Classify);
BENCHMARK_CAPTURE(Search, exact, "Not Found");
BENCHMARK_CAPTURE(Search, similar, "tomany reqests");
BENCHMARK_MAIN();
