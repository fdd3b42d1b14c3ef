#include "client/cli/json.h"

#include "google/protobuf/util/json_util.h"
#include "google/protobuf/wrappers.pb.h"
#include "statusmap/errors.h"

namespace statusmap::cli {

// Protobuf's own quoting, by way of the message whose JSON form is a bare string.
std::string Quoted(const std::string& text) {
  google::protobuf::StringValue value;
  value.set_value(text);
  return JsonOf(value);
}

std::string JsonOf(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  // Fails only for a message with an Any of an unknown type, and the contract has none.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "null";
  return json;
}

std::string JsonOf(const std::string& question, const absl::Status& status) {
  const ErrorDetails details = DetailsOf(status).value_or(ErrorDetails{});
  std::string metadata;
  for (const auto& [key, value] : details.metadata) {
    metadata += (metadata.empty() ? "" : ",") + Quoted(key) + ":" + Quoted(value);
  }
  return "{\"error\":{\"question\":" + Quoted(question) + ",\"code\":" + std::to_string(status.raw_code()) +
         ",\"code_name\":" + Quoted(absl::StatusCodeToString(status.code())) +
         ",\"message\":" + Quoted(std::string(status.message())) + ",\"reason\":" + Quoted(details.reason) +
         ",\"domain\":" + Quoted(details.domain) + ",\"metadata\":{" + metadata + "}}}";
}

}  // namespace statusmap::cli
