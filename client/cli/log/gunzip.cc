#include "client/cli/log/gunzip.h"

#include <zlib.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace statusmap::cli {
namespace {

constexpr std::size_t kBufferSize = 1U << 18U;
constexpr std::string_view kMagic = "\x1f\x8b";
constexpr int kGzip = 16 + MAX_WBITS;  // of zlib's formats, gzip alone

// An input of which the first bytes were read already.
class Resumed final : public Input {
 public:
  Resumed(std::unique_ptr<Input> rest, std::string first) : rest_(std::move(rest)), first_(std::move(first)) {}

  absl::StatusOr<std::size_t> Read(char* to, std::size_t size) override {
    if (given_ == first_.size()) return rest_->Read(to, size);
    const std::size_t count = first_.copy(to, size, given_);
    given_ += count;
    return count;
  }

  std::int64_t taken() const override { return rest_->taken(); }
  std::int64_t size() const override { return rest_->size(); }

 private:
  std::unique_ptr<Input> rest_;
  std::string first_;
  std::size_t given_ = 0;
};

class Gunzip final : public Input {
 public:
  explicit Gunzip(std::unique_ptr<Input> packed) : packed_(std::move(packed)), buffer_(kBufferSize) {
    ready_ = inflateInit2(&stream_, kGzip) == Z_OK;
  }
  ~Gunzip() override {
    if (ready_) inflateEnd(&stream_);
  }

  absl::StatusOr<std::size_t> Read(char* to, std::size_t size) override {
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    const auto wanted = static_cast<uInt>(std::min<std::size_t>(size, 1U << 30U));
    stream_.avail_out = wanted;
    while (!ended_ && stream_.avail_out == wanted) Step();
    const std::size_t count = wanted - stream_.avail_out;
    // An error comes behind the bytes that were decompressed before it.
    if (count == 0 && !status_.ok()) return status_;
    return count;
  }

  std::int64_t taken() const override { return packed_->taken(); }
  std::int64_t size() const override { return packed_->size(); }

 private:
  void End(absl::Status status) {
    ended_ = true;
    status_ = std::move(status);
  }

  // Decompresses some bytes, or gets more to decompress.
  void Step() {
    if (!ready_) return End(absl::ResourceExhaustedError("is gzip, and there is no memory to decompress it"));
    if (stream_.avail_in == 0) return Fill();
    if (between_) return BeginMember();
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      between_ = true;
    } else if (result != Z_OK) {
      const std::string why = stream_.msg == nullptr ? "" : std::string(" (") + stream_.msg + ")";
      End(absl::DataLossError("is corrupt gzip" + why));
    }
  }

  void Fill() {
    const auto count = packed_->Read(buffer_.data(), buffer_.size());
    if (!count.ok()) return End(count.status());
    if (*count == 0) return End(between_ ? absl::OkStatus() : absl::DataLossError("is gzip that ends in the middle"));
    stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
    stream_.avail_in = static_cast<uInt>(*count);
  }

  // Behind a member comes the next one; zeros between, with which tapes are filled up, are skipped.
  void BeginMember() {
    if (*stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
      return;
    }
    between_ = false;
    if (inflateReset(&stream_) != Z_OK) End(absl::InternalError("is gzip that cannot be decompressed"));
  }

  std::unique_ptr<Input> packed_;
  std::vector<char> buffer_;
  z_stream stream_{};
  bool ready_ = false;
  bool between_ = false;  // a member has ended, and the next one has not begun
  bool ended_ = false;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Input>> Gunzipped(std::unique_ptr<Input> input) {
  std::string first(kMagic.size(), '\0');
  std::size_t read = 0;
  while (read < first.size()) {
    const auto count = input->Read(&first[read], first.size() - read);
    if (!count.ok()) return count.status();
    if (*count == 0) break;
    read += *count;
  }
  first.resize(read);
  const bool packed = first == kMagic;
  std::unique_ptr<Input> whole = std::make_unique<Resumed>(std::move(input), std::move(first));
  if (packed) return std::make_unique<Gunzip>(std::move(whole));
  return whole;
}

}  // namespace statusmap::cli
