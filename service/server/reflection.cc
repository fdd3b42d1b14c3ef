#include "service/server/reflection.h"

#include <optional>
#include <set>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <grpcpp/support/status.h>

#include "absl/strings/str_cat.h"
#include "service/rpc/errors.h"
#include "service/rpc/serve.h"

namespace statusmap::server {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

void Fail(grpc::StatusCode code, const std::string& message, ServerReflectionResponse* response) {
  response->mutable_error_response()->set_error_code(code);
  response->mutable_error_response()->set_error_message(message);
}

// A file after all that it imports. Without json_name, as gRPC's own plugin serves it: tools then print JSON with the
// names that the contract and its documentation use.
void AddFile(const FileDescriptor* file, std::set<const FileDescriptor*>* seen, ServerReflectionResponse* response) {
  if (!seen->insert(file).second) return;
  for (int i = 0; i < file->dependency_count(); ++i) AddFile(file->dependency(i), seen, response);
  google::protobuf::FileDescriptorProto proto;
  file->CopyTo(&proto);
  response->mutable_file_descriptor_response()->add_file_descriptor_proto(proto.SerializeAsString());
}

void AnswerFile(const FileDescriptor* file, const std::string& wanted, ServerReflectionResponse* response) {
  if (file == nullptr) return Fail(grpc::StatusCode::NOT_FOUND, absl::StrCat(wanted, " is not known"), response);
  std::set<const FileDescriptor*> seen;
  AddFile(file, &seen, response);
}

void AnswerExtension(const std::string& type, int number, ServerReflectionResponse* response) {
  const DescriptorPool* pool = DescriptorPool::generated_pool();
  const Descriptor* message = pool->FindMessageTypeByName(type);
  const FieldDescriptor* extension = message != nullptr ? pool->FindExtensionByNumber(message, number) : nullptr;
  AnswerFile(extension != nullptr ? extension->file() : nullptr,
             absl::StrCat("extension ", number, " of \"", type, "\""), response);
}

void AnswerExtensionNumbers(const std::string& type, ServerReflectionResponse* response) {
  const DescriptorPool* pool = DescriptorPool::generated_pool();
  const Descriptor* message = pool->FindMessageTypeByName(type);
  if (message == nullptr) {
    return Fail(grpc::StatusCode::NOT_FOUND, absl::StrCat("message \"", type, "\" is not known"), response);
  }
  std::vector<const FieldDescriptor*> extensions;
  pool->FindAllExtensions(message, &extensions);
  auto* numbers = response->mutable_all_extension_numbers_response();
  numbers->set_base_type_name(type);
  for (const FieldDescriptor* extension : extensions) numbers->add_extension_number(extension->number());
}

class Reflection final : public rpc::Conversation {
 public:
  explicit Reflection(const std::vector<std::string>* services) : services_(services) {}

  grpc::Status Hear(grpc::ByteBuffer* message, std::optional<grpc::ByteBuffer>* reply) override {
    ServerReflectionRequest request;
    ServerReflectionResponse response;
    if (!rpc::Parse(message, &request)) return rpc::RequestMalformed(request.GetTypeName());
    Reflect(*services_, request, &response);
    rpc::Serialize(response, &reply->emplace());
    return grpc::Status::OK;
  }
  grpc::Status End(std::optional<grpc::ByteBuffer>* /*reply*/) override { return grpc::Status::OK; }
  grpc::Status Drain() override { return rpc::ServerDraining(); }

 private:
  const std::vector<std::string>* const services_;
};

}  // namespace

void Reflect(const std::vector<std::string>& services, const ServerReflectionRequest& request,
             ServerReflectionResponse* response) {
  const DescriptorPool* pool = DescriptorPool::generated_pool();
  response->set_valid_host(request.host());
  *response->mutable_original_request() = request;
  switch (request.message_request_case()) {
    case ServerReflectionRequest::kListServices:
      for (const std::string& name : services)
        response->mutable_list_services_response()->add_service()->set_name(name);
      return;
    case ServerReflectionRequest::kFileByFilename:
      return AnswerFile(pool->FindFileByName(request.file_by_filename()),
                        absl::StrCat("file \"", request.file_by_filename(), "\""), response);
    case ServerReflectionRequest::kFileContainingSymbol:
      return AnswerFile(pool->FindFileContainingSymbol(request.file_containing_symbol()),
                        absl::StrCat("symbol \"", request.file_containing_symbol(), "\""), response);
    case ServerReflectionRequest::kFileContainingExtension:
      return AnswerExtension(request.file_containing_extension().containing_type(),
                             request.file_containing_extension().extension_number(), response);
    case ServerReflectionRequest::kAllExtensionNumbersOfType:
      return AnswerExtensionNumbers(request.all_extension_numbers_of_type(), response);
    case ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
      break;
  }
  Fail(grpc::StatusCode::INVALID_ARGUMENT, "message_request is not set", response);
}

std::unique_ptr<rpc::Conversation> NewReflection(const std::vector<std::string>* services) {
  return std::make_unique<Reflection>(services);
}

}  // namespace statusmap::server
