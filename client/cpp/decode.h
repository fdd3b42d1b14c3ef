// Messages of the contract to plain values. Not installed.
#pragma once

#include "statusmap/types.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::internal {

StatusEntry Decode(const v1::Status& message);
SearchResult Decode(const v1::SearchStatusesResponse& message);
Classification Decode(const v1::ClassifyStatusResponse& message);
HttpMapping Decode(const v1::MapHttpStatusResponse& message);
GrpcMapping Decode(const v1::MapGrpcCodeResponse& message);
Convention Decode(const v1::Convention& message);

}  // namespace statusmap::internal
