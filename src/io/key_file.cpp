// SPDX-License-Identifier: Apache-2.0
// Permissions are those of the file that was opened, whatever its name leads to a moment later.
#include "io/key_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "io/regular_file.hpp"

namespace weightcheck::io {

Result<std::string> read_key(const std::string& path, std::size_t bytes_max) {
  FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!descriptor.valid()) return system_error("cannot open", errno);
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) return system_error("cannot stat", errno);
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return Error{ErrorCode::usage, "others than its owner may write to it; run chmod go-w on it"};
  auto source = regular_source({std::move(descriptor), 0});
  if (!source.ok()) return source.error();
  return read_all(**source, bytes_max);
}

Result<std::string> read_key_descriptor(int descriptor, std::size_t bytes_max) {
  const FileDescriptor own(::fcntl(descriptor, F_GETFD) < 0 ? -1 : descriptor);
  if (!own.valid()) return Error{ErrorCode::usage, "is not open"};
  std::string text;
  std::array<char, 4096> part{};
  for (;;) {
    const ssize_t count = ::read(own.get(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("cannot be read", errno);
    if (count == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(count));
    if (text.size() > bytes_max)
      return Error{ErrorCode::limit, "holds more than the " + std::to_string(bytes_max) + " bytes of the limit"};
  }
}

}  // namespace weightcheck::io
