// Answers as JSON: the messages of the contract with the names of its fields, errors in an object of their own.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace statusmap::cli {

// The message on one line. Fields that are false, 0 or empty are there too, so that a filter can tell them from a
// misspelled name; only a field that is not set at all is absent.
std::string JsonOf(const google::protobuf::Message& message);

// A text between quotes. It must be UTF-8.
std::string Quoted(const std::string& text);

// {"error": {"question", "code", "code_name", "message", "reason", "domain", "metadata"}}. `question` is the word that
// was asked; empty for a list.
std::string JsonOf(const std::string& question, const absl::Status& status);

}  // namespace statusmap::cli
