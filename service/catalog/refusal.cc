#include "service/catalog/refusal.h"

#include <cstddef>

namespace statusmap::catalog {
namespace {

constexpr std::size_t kEchoedBytes = 100;

}  // namespace

std::string Echo(std::string_view received) {
  if (received.size() <= kEchoedBytes) return std::string(received);
  std::size_t end = kEchoedBytes;
  while (end > 0 && (static_cast<unsigned char>(received[end]) & 0xC0) == 0x80) --end;
  return std::string(received.substr(0, end)) + "...";
}

}  // namespace statusmap::catalog
