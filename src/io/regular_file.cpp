// SPDX-License-Identifier: Apache-2.0
// Reading through one descriptor, by position.
#include "io/regular_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "io/file_descriptor.hpp"

namespace weightcheck::io {
namespace {

class DescriptorSource final : public ByteSource {
 public:
  explicit DescriptorSource(FileDescriptor descriptor) : descriptor_(std::move(descriptor)) {}

  Result<std::size_t> read_at(std::span<std::byte> out, std::uint64_t offset) override {
    ssize_t count = -1;
    do {
      count = ::pread(descriptor_.get(), out.data(), out.size(), narrow_offset(offset));
    } while (count < 0 && errno == EINTR);
    if (count < 0) return system_error("read failed at offset " + std::to_string(offset), errno);
    return static_cast<std::size_t>(count);
  }

  Result<FileIdentity> identity() const override {
    struct stat status {};
    if (::fstat(descriptor_.get(), &status) != 0) return system_error("cannot stat", errno);
    return identity_of(status);
  }

  int descriptor() const noexcept override { return descriptor_.get(); }

 private:
  static off_t narrow_offset(std::uint64_t offset) { return static_cast<off_t>(offset); }  // files end before 2^63

  FileDescriptor descriptor_;
};

Error not_regular(mode_t mode) {
  return {ErrorCode::malformed, std::string(S_ISDIR(mode) ? "is a directory" : "is not a regular file")};
}

}  // namespace

Status check_regular(const struct stat& status) {
  return S_ISREG(status.st_mode) ? Status(done) : Status(not_regular(status.st_mode));
}

Result<std::unique_ptr<ByteSource>> regular_source(OpenAttempt attempt, const FileIdentity* found) {
  if (!attempt.descriptor.valid()) {
    if (attempt.error_number == EXDEV) return Error{ErrorCode::malformed, "leads out of the model"};
    if (attempt.error_number == ELOOP) return Error{ErrorCode::malformed, "is a link that may not be followed"};
    // open(2) of a socket, and of a device that nothing stands behind.
    if (attempt.error_number == ENXIO || attempt.error_number == ENODEV) return not_regular(0);
    return system_error("cannot open", attempt.error_number);
  }
  struct stat status {};
  if (::fstat(attempt.descriptor.get(), &status) != 0) return system_error("cannot stat", errno);
  if (Status regular = check_regular(status); !regular.ok()) return regular.error();
  if (found != nullptr) {
    if (Status same = check_found(identity_of(status), *found); !same.ok()) return same.error();
  }
  return std::unique_ptr<ByteSource>(std::make_unique<DescriptorSource>(std::move(attempt.descriptor)));
}

Result<std::string> read_all(ByteSource& source, std::size_t bytes_max) {
  const auto identity = source.identity();
  if (!identity.ok()) return identity.error();
  const auto over = [&](std::uint64_t size) {
    return Error{ErrorCode::limit,
                 "file of " + std::to_string(size) + " bytes is over the limit of " + std::to_string(bytes_max)};
  };
  if (identity->size > bytes_max) return over(identity->size);
  // One byte more than it was: a file that grows meanwhile is seen, and pseudo-files that claim size 0 are read to
  // their end.
  std::string content(static_cast<std::size_t>(identity->size) + 1, '\0');
  std::size_t filled = 0;
  while (true) {
    const auto count = read_fully(source, std::as_writable_bytes(std::span(content)).subspan(filled), filled);
    if (!count.ok()) return count.error();
    filled += *count;
    if (filled < content.size()) break;
    if (filled > bytes_max) return over(filled);
    content.resize(std::min(content.size() * 2, bytes_max + 1));
  }
  content.resize(filled);
  return content;
}

}  // namespace weightcheck::io
