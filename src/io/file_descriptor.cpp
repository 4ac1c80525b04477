// SPDX-License-Identifier: Apache-2.0
// errno becomes an ErrorCode here and nowhere else.
#include "io/file_descriptor.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>

#include "base/bytes.hpp"

namespace weightcheck::io {
namespace {

ErrorCode code_of(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::not_found;
    case EACCES:
    case EPERM:
      return ErrorCode::denied;
    default:
      return ErrorCode::io;  // EMFILE and ENOMEM too: ErrorCode::limit is for what strangers made too large
  }
}

std::int64_t nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

}  // namespace

FileDescriptor::~FileDescriptor() {
  // A failed close of a descriptor that was only read loses nothing; writers check theirs before they let go.
  if (value_ >= 0) ::close(value_);
}

Error system_error(std::string_view what, int error_number) {
  return {code_of(error_number), std::string(what) + ": " + std::generic_category().message(error_number)};
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return ENOSPC;  // POSIX allows it, and a loop on it would never end
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

FileIdentity identity_of(const struct stat& status) {
  return {.device = status.st_dev,
          .inode = status.st_ino,
          .size = narrow<std::uint64_t>(status.st_size),
          .mtime_ns = nanoseconds(status.st_mtim),
          .ctime_ns = nanoseconds(status.st_ctim)};
}

}  // namespace weightcheck::io
