#include "service/server/reflection.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>

#include "statusmap/v1/status_map.pb.h"

namespace statusmap::server {
namespace {

using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

ServerReflectionResponse Ask(const ServerReflectionRequest& request) {
  v1::Status::descriptor();  // has the contract registered
  ServerReflectionResponse response;
  Reflect({"a.B", "c.D"}, request, &response);
  return response;
}

std::vector<std::string> FileNames(const ServerReflectionResponse& response) {
  std::vector<std::string> names;
  for (const std::string& bytes : response.file_descriptor_response().file_descriptor_proto()) {
    google::protobuf::FileDescriptorProto file;
    EXPECT_TRUE(file.ParseFromString(bytes));
    names.push_back(file.name());
  }
  return names;
}

TEST(Reflect, ListsTheServices) {
  ServerReflectionRequest request;
  request.set_host("h");
  request.set_list_services("*");
  const ServerReflectionResponse response = Ask(request);
  EXPECT_EQ(response.valid_host(), "h");
  EXPECT_EQ(response.original_request().list_services(), "*");
  ASSERT_EQ(response.list_services_response().service_size(), 2);
  EXPECT_EQ(response.list_services_response().service(0).name(), "a.B");
}

TEST(Reflect, FindsTheFileOfASymbolWithItsImports) {
  ServerReflectionRequest request;
  request.set_file_containing_symbol("google.rpc.RetryInfo");
  EXPECT_THAT(FileNames(Ask(request)),
              ::testing::ElementsAre("google/protobuf/duration.proto", "google/rpc/error_details.proto"));
  request.set_file_containing_symbol("statusmap.v1.StatusMapService.LookupStatus");
  EXPECT_THAT(FileNames(Ask(request)),
              ::testing::ElementsAre("google/protobuf/duration.proto", "google/protobuf/timestamp.proto",
                                     "statusmap/v1/status_map.proto"));
  request.set_file_by_filename("statusmap/v1/status_map.proto");
  EXPECT_THAT(FileNames(Ask(request)),
              ::testing::ElementsAre("google/protobuf/duration.proto", "google/protobuf/timestamp.proto",
                                     "statusmap/v1/status_map.proto"));
}

TEST(Reflect, AnswersWhatItDoesNotKnowWithAnError) {
  ServerReflectionRequest request;
  EXPECT_EQ(Ask(request).error_response().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.set_file_containing_symbol("statusmap.v1.Nothing");
  EXPECT_EQ(Ask(request).error_response().error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Ask(request).error_response().error_message(), "symbol \"statusmap.v1.Nothing\" is not known");
  request.set_file_by_filename("nothing.proto");
  EXPECT_EQ(Ask(request).error_response().error_code(), grpc::StatusCode::NOT_FOUND);
  request.mutable_file_containing_extension()->set_containing_type("statusmap.v1.Status");
  request.mutable_file_containing_extension()->set_extension_number(1000);
  EXPECT_EQ(Ask(request).error_response().error_code(), grpc::StatusCode::NOT_FOUND);
  request.set_all_extension_numbers_of_type("statusmap.v1.Nothing");
  EXPECT_EQ(Ask(request).error_response().error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST(Reflect, KnowsThatAMessageHasNoExtensions) {
  ServerReflectionRequest request;
  request.set_all_extension_numbers_of_type("statusmap.v1.Status");
  const ServerReflectionResponse response = Ask(request);
  EXPECT_EQ(response.all_extension_numbers_response().base_type_name(), "statusmap.v1.Status");
  EXPECT_EQ(response.all_extension_numbers_response().extension_number_size(), 0);
}

}  // namespace
}  // namespace statusmap::server
