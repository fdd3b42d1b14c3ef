#include "service/rpc/serve.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "service/rpc/handlers.h"
#include "tests/rpc/buffers.h"
#include "tests/rpc/details.h"

namespace statusmap::rpc {
namespace {

TEST(Serve, AnswersARequestInAnyNumberOfSlices) {
  v1::MapHttpStatusRequest request;
  request.set_http_status(429);
  request.set_convention("envoy");
  v1::MapHttpStatusResponse expected;
  ASSERT_TRUE(MapHttpStatus(request, &expected).ok());
  for (const std::size_t size : {1, 2, 3, 100}) {
    grpc::ByteBuffer in = Buffer(request.SerializeAsString(), size);
    grpc::ByteBuffer out;
    ASSERT_TRUE(Serve<&MapHttpStatus>(&in, &out).ok());
    EXPECT_EQ(Bytes(out), expected.SerializeAsString());
  }
}

TEST(Serve, KeepsNothingOfTheRequestBefore) {
  v1::LookupStatusRequest request;
  request.set_http_status(404);
  grpc::ByteBuffer in = Buffer(request.SerializeAsString(), 100);
  grpc::ByteBuffer out;
  ASSERT_TRUE(Serve<&LookupStatus>(&in, &out).ok());
  grpc::ByteBuffer empty;
  EXPECT_EQ(ReasonOf(Serve<&LookupStatus>(&empty, &out)), "FIELD_MISSING");
}

struct Malformed {
  const char* name;
  std::string bytes;
};

TEST(Serve, RefusesBytesThatAreNotTheMessage) {
  const Malformed cases[] = {
      {"truncated varint", std::string("\x08\xff", 2)},
      {"field number 0", std::string("\x00\x01", 2)},
      {"length beyond the end", std::string("\x12\x05"
                                            "ab",
                                            4)},
      {"group without end", std::string("\x0b", 1)},
      {"not UTF-8", std::string("\x12\x02\xc3\x28", 4)},
  };
  for (const Malformed& c : cases) {
    SCOPED_TRACE(c.name);
    grpc::ByteBuffer in = Buffer(c.bytes, 100);
    grpc::ByteBuffer out;
    const grpc::Status status = Serve<&MapHttpStatus>(&in, &out);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(ReasonOf(status), "REQUEST_MALFORMED");
  }
}

TEST(Serve, IgnoresFieldsThatItDoesNotKnow) {
  grpc::ByteBuffer in = Buffer(std::string("\x08\xad\x03\xf8\x3f\x07", 6), 100);  // http_status 429, field 1023 = 7
  grpc::ByteBuffer out;
  EXPECT_TRUE(Serve<&MapHttpStatus>(&in, &out).ok());
}

}  // namespace
}  // namespace statusmap::rpc
