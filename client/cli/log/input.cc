#include "client/cli/log/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "client/cli/log/gunzip.h"

namespace statusmap::cli {
namespace {

absl::Status ReadError(int error) { return absl::ErrnoToStatus(error, "cannot be read"); }

class File final : public Input {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {
    struct stat facts {};
    if (fstat(descriptor_, &facts) == 0 && S_ISREG(facts.st_mode)) size_ = facts.st_size;
    posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  ~File() override { close(descriptor_); }

  absl::StatusOr<std::size_t> Read(char* to, std::size_t size) override {
    ssize_t count = 0;
    do {
      count = read(descriptor_, to, size);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return ReadError(errno);
    taken_ += count;
    return static_cast<std::size_t>(count);
  }

  std::int64_t taken() const override { return taken_; }
  std::int64_t size() const override { return size_; }

 private:
  const int descriptor_;
  std::int64_t size_ = 0;
  std::int64_t taken_ = 0;
};

class Stream final : public Input {
 public:
  explicit Stream(std::istream& stream) : stream_(stream) {}

  absl::StatusOr<std::size_t> Read(char* to, std::size_t size) override {
    try {
      const std::streamsize count = stream_.rdbuf()->sgetn(to, static_cast<std::streamsize>(size));
      taken_ += count;
      return static_cast<std::size_t>(count);
    } catch (const std::ios_base::failure& failure) {
      return ReadError(failure.code().value());
    }
  }

  std::int64_t taken() const override { return taken_; }
  std::int64_t size() const override { return 0; }

 private:
  std::istream& stream_;
  std::int64_t taken_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Input>> OpenLog(const std::string& name, std::istream& standard_input) {
  if (name == "-") return Gunzipped(std::make_unique<Stream>(standard_input));
  const int descriptor = open(name.c_str(), O_RDONLY | O_CLOEXEC);  // NOLINT(*-vararg): POSIX
  if (descriptor < 0) return absl::ErrnoToStatus(errno, "cannot be opened");
  return Gunzipped(std::make_unique<File>(descriptor));
}

}  // namespace statusmap::cli
