// Runs the command as a function, and reads its JSON.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <sstream>
#include <string>
#include <vector>

#include "client/cli/run.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace statusmap::cli {

struct Result {
  int exit_code;
  std::string out;
  std::string err;
};

inline Result Command(const std::vector<const char*>& words, const std::string& input = "",
                      const Environment& environment = {}) {
  std::vector<const char*> argv{"statusmap"};
  argv.insert(argv.end(), words.begin(), words.end());
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const int exit_code = cli::Run(static_cast<int>(argv.size()), argv.data(), in, out, err, environment);
  return {exit_code, out.str(), err.str()};
}

using Json = google::protobuf::Value;

// The elements of the JSON array that the command printed.
inline std::vector<Json> Parsed(const std::string& text) {
  google::protobuf::ListValue list;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text, &list).ok()) << text;
  return {list.values().begin(), list.values().end()};
}

// The value at a path of field names; null if there is none.
inline Json At(const Json& value, std::initializer_list<const char*> path) {
  const Json* at = &value;
  for (const char* name : path) {
    const auto& fields = at->struct_value().fields();
    const auto found = fields.find(name);
    if (found == fields.end()) return {};
    at = &found->second;
  }
  return *at;
}

}  // namespace statusmap::cli
