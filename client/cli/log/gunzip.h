// Takes gzip off an input that has it.
#pragma once

#include <memory>

#include "client/cli/log/input.h"

namespace statusmap::cli {

// The input, decompressed if its first bytes are those of gzip, else as it is. What is wrong with the compressed bytes,
// a missing end included, is the error of a later Read.
absl::StatusOr<std::unique_ptr<Input>> Gunzipped(std::unique_ptr<Input> input);

}  // namespace statusmap::cli
