// The convention of a call, also of one that consists of many messages.
#pragma once

#include <string_view>

#include <grpcpp/support/status.h>

#include "service/catalog/mapping.h"

namespace statusmap::rpc {

// Sets the speaker of HTTP statuses, nullptr so far, by the first message's field, and has later ones be empty or the
// same.
grpc::Status ChooseSpeaker(std::string_view field, std::string_view convention, const catalog::Speaker** speaker);

// The fields that name the speaker in a response.
template <typename Message>
void EncodeSpeaker(const catalog::Speaker& speaker, Message* message) {
  *message->mutable_answered_by() = speaker.row->id;
  *message->mutable_source() = speaker.source;
  *message->mutable_caution() = speaker.row->caution;
}

}  // namespace statusmap::rpc
