// Answers as text for eyes. Scripts use the JSON form; this one may change.
#pragma once

#include <string>
#include <vector>

#include "client/cli/layout.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::cli {

// A block of lines. Text that the service sent is cleaned of control characters.
std::string TextOf(const Paper& paper, const v1::LookupStatusResponse& answer);
std::string TextOf(const Paper& paper, const v1::ClassifyStatusResponse& answer);

// The answer first, then its rule and source, then who agrees and who does not.
std::string TextOf(const Paper& paper, const v1::MapHttpStatusResponse& answer);
std::string TextOf(const Paper& paper, const v1::MapGrpcCodeResponse& answer);

// The convention, padded to `convention_width` columns, and the answer, in one line.
std::string BriefOf(const Paper& paper, const v1::MapHttpStatusResponse& answer, int convention_width);
std::string BriefOf(const Paper& paper, const v1::MapGrpcCodeResponse& answer, int convention_width);

// The answers with those who give them; or, for a pair, where the two differ and what survives there and back.
std::string TextOf(const Paper& paper, const v1::CompareConventionsResponse& answer);

// The advice, with who says so; then the policies that would do otherwise, and those that agree.
std::string TextOf(const Paper& paper, const v1::AdviseRetryResponse& answer);

// Tables with a header. Under matches, how many more there are, and which codes are meant if not one alone is.
std::string TextOf(const Paper& paper, const v1::SearchStatusesResponse& found);
std::string TextOf(const Paper& paper, const std::vector<v1::Status>& statuses);
std::string TextOf(const Paper& paper, const std::vector<v1::Convention>& conventions);

}  // namespace statusmap::cli
