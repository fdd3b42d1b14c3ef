#include "client/cli/text_answers.h"

#include <algorithm>

namespace statusmap::cli {

std::string GrpcText(bool known, int code, const std::string& name) {
  if (!known) return "no answer";
  return name.empty() ? "code " + std::to_string(code) : Printable(name) + " (" + std::to_string(code) + ")";
}

std::string HttpText(bool known, int status) { return known ? std::to_string(status) : "no answer"; }

std::string GrpcQuestionText(bool defined, int code, const std::string& name) {
  return defined ? GrpcText(true, code, name) : "gRPC code " + std::to_string(code) + " (not defined)";
}

std::string TextOf(const v1::GrpcAnswer& answer) {
  return GrpcText(answer.has_grpc_code(), answer.grpc_code(), answer.grpc_code_name());
}

std::string TextOf(const v1::HttpAnswer& answer) { return HttpText(answer.has_http_status(), answer.http_status()); }

std::string LeftAligned(const std::string& text, int width) {
  return text + std::string(std::max(width - WidthOf(text), 0), ' ');
}

std::string RightAligned(int number, int width) {
  const std::string digits = std::to_string(number);
  return std::string(std::max(width - WidthOf(digits), 0), ' ') + digits;
}

}  // namespace statusmap::cli
