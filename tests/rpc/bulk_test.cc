// The server's way from bytes to bytes gives what generated code gives, for every request.
#include "service/rpc/bulk.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <limits>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "service/rpc/errors.h"
#include "service/rpc/packed.h"
#include "tests/rpc/buffers.h"
#include "tests/rpc/details.h"

namespace statusmap::rpc {
namespace {

using Request = v1::StreamMapHttpStatusesRequest;
using Response = v1::StreamMapHttpStatusesResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The bytes of an answer, or why there is none. The bytes of the details are not the same twice: a map has no order.
struct Result {
  grpc::StatusCode code;
  std::string bytes;
  std::string why;
  bool operator==(const Result&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Result& result) {
  return out << result.code << " " << testing::PrintToString(result.bytes) << " " << result.why;
}

Result Failed(const grpc::Status& status) {
  return {status.error_code(), "", ReasonOf(status) + ": " + status.error_message()};
}

template <typename Mapper, typename Question, typename Answer>
Result ByGeneratedCode(Mapper* mapper, const std::string& bytes) {
  Question request;
  Answer response;
  const bool parsed = request.ParseFromString(bytes);
  const grpc::Status status = parsed ? mapper->Map(request, &response) : RequestMalformed(request.GetTypeName());
  return status.ok() ? Result{status.error_code(), response.SerializeAsString(), ""} : Failed(status);
}

template <typename Mapper>
Result ByBytes(Mapper* mapper, const std::string& bytes, std::size_t slice) {
  grpc::ByteBuffer in = Buffer(bytes, slice);
  grpc::ByteBuffer out;
  const grpc::Status status = mapper->Map(&in, &out);
  return status.ok() ? Result{status.error_code(), Bytes(out), ""} : Failed(status);
}

void ExpectTheSame(const std::string& bytes) {
  BatchMapper generated;
  const Result expected =
      ByGeneratedCode<BatchMapper, v1::BatchMapHttpStatusesRequest, v1::BatchMapHttpStatusesResponse>(&generated,
                                                                                                      bytes);
  for (const std::size_t slice : {1, 2, 3, 7, 64, 1 << 20}) {
    BatchMapper mapper;
    ASSERT_EQ(ByBytes(&mapper, bytes, slice), expected)
        << "in slices of " << slice << ": " << testing::PrintToString(bytes);
    ASSERT_EQ(mapper.answered(), generated.answered());
  }
}

std::string Varint(std::uint64_t value, std::size_t bytes = 1) {
  std::string text;
  for (; value > 0x7F || text.size() + 1 < bytes; value >>= 7U) text.push_back(static_cast<char>(value | 0x80U));
  text.push_back(static_cast<char>(value));
  return text;
}

std::string Field(int number, int wire_type, const std::string& value) {
  return Varint(static_cast<std::uint64_t>(number) << 3U | static_cast<unsigned>(wire_type)) + value;
}

std::string Lengthy(int number, const std::string& value) { return Field(number, 2, Varint(value.size()) + value); }

constexpr int kVarint = 0;

TEST(BulkMapper, ReadsEveryFormOfARequest) {
  const std::string ten_bytes = Varint(std::numeric_limits<std::uint64_t>::max());
  const std::string run = Varint(200) + Varint(404) + Varint(599);
  const std::vector<std::string> cases = {
      "",
      Lengthy(1, "envoy"),
      Lengthy(2, ""),
      Lengthy(2, run),
      Lengthy(1, "envoy") + Lengthy(2, run),
      Lengthy(2, run) + Lengthy(1, "envoy"),                            // out of order
      Lengthy(1, "envoy") + Lengthy(2, run) + Lengthy(1, "grpc-spec"),  // the last one counts
      Lengthy(1, "envoy") + Lengthy(1, "grpc-spec") + Lengthy(2, run),
      Lengthy(1, "envoy") + Lengthy(2, run) + Lengthy(2, run),          // a run in two parts
      Field(2, kVarint, Varint(404)) + Field(2, kVarint, Varint(500)),  // unpacked
      Lengthy(2, run) + Field(2, kVarint, Varint(404)) + Lengthy(2, run),
      Lengthy(2, ten_bytes + Varint(404)),           // -1
      Lengthy(2, Varint(404, 3) + Varint(404, 10)),  // more bytes than it takes
      Lengthy(2, Varint(404, 11)),                   // too many
      Lengthy(2, Varint((1ULL << 32U) + 404)),       // 404 in the lower 32 bits
      Lengthy(2, run + "\x80"),                      // cut off
      Lengthy(2, run).substr(0, 4),
      Field(2, 2, Varint(100) + run),  // shorter than it says
      Field(2, 2, Varint(1ULL << 31U) + run),
      Field(2, 2, ten_bytes + run),
      Lengthy(1, "envoy") + Lengthy(2, run) + Lengthy(9, "unknown") + Field(10, kVarint, "\x01"),
      Lengthy(9, "unknown") + Lengthy(2, run),
      Field(9, 3, "") + Field(9, 4, "") + Lengthy(2, run),  // an empty group
      Field(9, 4, "") + Lengthy(2, run),                    // the end of none
      Field(0, kVarint, "\x01"),
      Field(2, 5, "abcd"),  // another type
      Lengthy(1, "envoi") + Lengthy(2, run),
      Lengthy(1, "envoi") + Lengthy(2, run + "\x80"),  // malformed before it is unknown
      Lengthy(1, "\xff") + Lengthy(2, run),
      Lengthy(1, "\xc3\xa9") + Lengthy(2, run),
      Lengthy(1, "grpc-gateway") + Lengthy(2, run),
      "\xff\xff\xff\xff\xff\xff",
  };
  for (const std::string& bytes : cases) ExpectTheSame(bytes);
}

// Requests of all sorts, from a seed.
class Requests {
 public:
  explicit Requests(unsigned seed) : random_(seed) {}

  std::string Next() {
    std::string bytes;
    if (OneIn(2)) bytes += Lengthy(1, Convention());
    for (int i = Below(4); i > 0; --i) bytes += OneIn(4) ? Strange() : Lengthy(2, Run());
    if (OneIn(4) && !bytes.empty()) bytes[Below(static_cast<int>(bytes.size()))] = static_cast<char>(Below(256));
    if (OneIn(8)) bytes.resize(Below(static_cast<int>(bytes.size()) + 1));
    return bytes;
  }

 private:
  int Below(int end) { return static_cast<int>(random_() % end); }
  bool OneIn(int n) { return Below(n) == 0; }

  std::string Convention() {
    const std::vector<std::string> ids = {"", "envoy", "envoy", "grpc-spec", "google-apis", "envoi", "\xff"};
    return ids[Below(static_cast<int>(ids.size()))];
  }

  std::string Run() {
    std::string run;
    for (int i = Below(12); i > 0; --i) {
      const std::uint64_t any = std::uint64_t{random_()} << 32U | random_();
      run += OneIn(6) ? Varint(any >> Below(64), Below(12)) : Varint(100 + Below(500));
    }
    return run;
  }

  std::string Strange() {
    switch (Below(6)) {
      case 0:
        return Field(2, kVarint, Varint(Below(700)));
      case 1:
        return Field(3 + Below(20), kVarint, Varint(random_()));
      case 2:
        return Lengthy(3 + Below(20), Run());
      case 3:
        return Field(7, 3, Field(8, kVarint, "\x01") + Field(7, 4, ""));
      case 4:
        return Lengthy(1, Convention());
      default:
        return Varint(random_());
    }
  }

  std::mt19937 random_;
};

TEST(BulkMapper, AgreesWithGeneratedCode) {
  Requests requests(20261123);
  int usual = 0;
  for (int i = 0; i < 40'000; ++i) {
    const std::string bytes = requests.Next();
    ExpectTheSame(bytes);
    if (HasFatalFailure()) return;
    grpc::ByteBuffer buffer = Buffer(bytes, 100);
    usual += ReadUsualRequest(&buffer, {}).has_value() ? 1 : 0;
  }
  EXPECT_GT(usual, 10'000);
  EXPECT_LT(usual, 35'000);
}

TEST(BulkMapper, AgreesWithGeneratedCodeAllAlongAStream) {
  Requests requests(404);
  for (int i = 0; i < 4'000; ++i) {
    StreamMapper generated;
    StreamMapper mapper;
    for (int chunk = 0; chunk < 4; ++chunk) {
      const std::string bytes = requests.Next();
      const Result expected = ByGeneratedCode<StreamMapper, Request, Response>(&generated, bytes);
      ASSERT_EQ(ByBytes(&mapper, bytes, 5), expected) << testing::PrintToString(bytes);
      ASSERT_EQ(mapper.answered(), generated.answered());
      if (expected.code != grpc::StatusCode::OK) break;
    }
  }
}

TEST(BulkMapper, ReadsWhatClientsWriteWithoutGeneratedCode) {
  Request request;
  request.set_convention("envoy");
  for (int status = -1000; status < 2000; ++status) request.add_http_statuses(status);
  for (const std::size_t slice : {1, 5, 8192}) {
    grpc::ByteBuffer buffer = Buffer(request.SerializeAsString(), slice);
    const auto read = ReadUsualRequest(&buffer, {});
    ASSERT_TRUE(read);
    EXPECT_EQ(read->codes.size(), 3000);
    EXPECT_EQ(read->speaker->convention, "envoy");
  }
}

TEST(BulkMapper, SaysInBandWhatHasNoCode) {
  Request request;
  request.set_convention("google-api-core-python");  // has no answer for 302
  for (const int status : {404, 302, 0, 99, 600, -1}) request.add_http_statuses(status);
  Response response;
  ASSERT_TRUE(StreamMapper().Map(request, &response).ok());
  EXPECT_THAT(response.grpc_codes(), ElementsAre(5, 126, 127, 127, 127, 127));
  EXPECT_EQ(response.answered(), 6);
}

TEST(BulkMapper, NamesItsConventionOnce) {
  StreamMapper mapper;
  Request request;
  request.add_http_statuses(404);
  Response response;
  ASSERT_TRUE(mapper.Map(request, &response).ok());
  EXPECT_EQ(response.convention(), "google-apis");
  EXPECT_EQ(response.answered_by(), "gax-java");
  response.Clear();
  request.set_convention("google-apis");
  ASSERT_TRUE(mapper.Map(request, &response).ok());
  EXPECT_THAT(response.convention(), IsEmpty());
  EXPECT_THAT(response.source(), IsEmpty());
  EXPECT_EQ(response.answered(), 2);
  request.set_convention("envoy");
  EXPECT_EQ(ReasonOf(mapper.Map(request, &response)), "CONVENTION_CHANGED");
}

TEST(StreamMapHttpStatuses, SaysHowMuchItAnsweredWhenTheServerGoes) {
  const auto conversation = StreamMapHttpStatuses();
  grpc::ByteBuffer message = Buffer(Lengthy(2, Varint(200) + Varint(404)), 10);
  std::optional<grpc::ByteBuffer> reply;
  ASSERT_TRUE(conversation->Hear(&message, &reply).ok());
  EXPECT_TRUE(reply);
  const grpc::Status status = conversation->Drain();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "SERVER_DRAINING");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status)->metadata().at("answered"), "2");
}

}  // namespace
}  // namespace statusmap::rpc
