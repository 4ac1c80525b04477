// SPDX-License-Identifier: Apache-2.0
// Permissions are those of the file that was opened, whatever its name leads to a moment later.
#include "io/key_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

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

}  // namespace weightcheck::io
