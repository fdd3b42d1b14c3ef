// What a status is called, and in which colour: the parts that lookup, classify and retry share.
#pragma once

#include <string>

#include "client/cli/layout.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::cli {

// The colour of a class.
Ink InkOf(v1::StatusClass status_class);

// What a code is called of which no more than this is known: "Client Error", or that it is no status code.
std::string KindOf(v1::StatusClass status_class, bool valid);

// "404 Not Found", the code in the colour of its class.
std::string HeadingOf(const Paper& paper, int code, v1::StatusClass status_class, const std::string& name);

}  // namespace statusmap::cli
