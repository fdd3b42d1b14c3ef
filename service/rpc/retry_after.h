// The Retry-After header of a request: seconds as they are, a date by the time of receipt.
#pragma once

#include <chrono>
#include <optional>

#include "service/catalog/refusal.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::rpc {

// How long the header of the question says to wait, 0 for a date in the past; nullopt if there was none. More than
// 10,000 years count as 10,000 years. Refuses: what is neither seconds nor one of the three forms of an HTTP date (RFC
// 9110 section 5.6.7), a date without a time of receipt, or with one that is not valid.
catalog::Answer<std::optional<std::chrono::milliseconds>> DecodeRetryAfter(const v1::AdviseRetryRequest& request);

}  // namespace statusmap::rpc
