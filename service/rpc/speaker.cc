#include "service/rpc/speaker.h"

#include <string>
#include <variant>

#include "service/rpc/errors.h"

namespace statusmap::rpc {

grpc::Status ChooseSpeaker(std::string_view field, std::string_view convention, const catalog::Speaker** speaker) {
  if (*speaker == nullptr) {
    const auto found = catalog::FindSpeaker(catalog::Direction::kHttpToGrpc, convention);
    if (const auto* refusal = RefusalOf(found)) {
      catalog::Refusal named = *refusal;
      named.field = field;
      return ToStatus(named);
    }
    *speaker = std::get<const catalog::Speaker*>(found);
    return grpc::Status::OK;
  }
  const std::string_view first = (*speaker)->convention;
  if (convention.empty() || convention == first) return grpc::Status::OK;
  return ToStatus({catalog::Reason::kConventionChanged,
                   field,
                   catalog::Echo(convention),
                   "nothing, or \"" + std::string(first) + "\"",
                   {}});
}

}  // namespace statusmap::rpc
