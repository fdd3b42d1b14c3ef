// A question about a retry with its answer, which repeats neither the question nor what its code is called.
#pragma once

#include "statusmap/v1/status_map.pb.h"

namespace statusmap::cli {

struct Retry {
  v1::AdviseRetryRequest question;
  v1::AdviseRetryResponse answer;
  v1::Status status;  // nothing is set if no source knows the code, and if nobody is to read its name
};

}  // namespace statusmap::cli
