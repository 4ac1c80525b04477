// SPDX-License-Identifier: Apache-2.0
// What tells that an open file is still the same file with the same bytes: compared before and after a read, and by
// side files.
#pragma once

#include <cstdint>

namespace weightcheck {

struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;     // bytes
  std::int64_t mtime_ns = 0;  // since the epoch
  std::int64_t ctime_ns = 0;  // since the epoch; cannot be set back by an unprivileged process

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

}  // namespace weightcheck
