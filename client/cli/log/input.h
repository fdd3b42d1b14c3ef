// The bytes of a log: a file or standard input, decompressed if they are gzip.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace statusmap::cli {

class Input {
 public:
  Input() = default;
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  virtual ~Input() = default;

  // Reads up to `size` bytes, which is not 0, and returns how many; 0 at the end. An error comes after all bytes before
  // it were given.
  virtual absl::StatusOr<std::size_t> Read(char* to, std::size_t size) = 0;

  // How many bytes were taken from the file, before decompression.
  virtual std::int64_t taken() const = 0;

  // How many there are; 0 if that is not known.
  virtual std::int64_t size() const = 0;
};

// The file of this name, or standard input for "-"; gzip is known by its first bytes, and may have several members.
// `standard_input` must outlive the result.
absl::StatusOr<std::unique_ptr<Input>> OpenLog(const std::string& name, std::istream& standard_input);

}  // namespace statusmap::cli
