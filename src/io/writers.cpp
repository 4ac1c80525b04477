// SPDX-License-Identifier: Apache-2.0
#include "io/writers.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "io/file_descriptor.hpp"

namespace weightcheck::io {
namespace {

// Not in every linux/magic.h.
constexpr std::uint32_t ramfs = 0x858458f6, hugetlbfs = 0x958458f6, cifs = 0xff534d42, smb2 = 0xfe534d42;
constexpr std::array<std::uint32_t, 3> in_memory = {TMPFS_MAGIC, ramfs, hugetlbfs};
// Their server grants leases, or does not, whoever writes.
constexpr std::array<std::uint32_t, 3> of_a_server = {NFS_SUPER_MAGIC, cifs, smb2};

bool is_one_of(const std::array<std::uint32_t, 3>& kinds, std::uint32_t kind) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

}  // namespace

Result<Writers> writers_of(int descriptor) {
  struct statfs system {};
  if (::fstatfs(descriptor, &system) != 0) return system_error("cannot look at its file system", errno);
  const auto kind = static_cast<std::uint32_t>(system.f_type);
  if (is_one_of(in_memory, kind)) return Writers::untraced;
  // Whoever opens the file in the moment between has us signalled: by a signal that is ignored, not by SIGIO, which
  // ends the process.
  if (::fcntl(descriptor, F_SETSIG, SIGURG) == 0 && ::fcntl(descriptor, F_SETLEASE, F_RDLCK) == 0) {
    if (::fcntl(descriptor, F_SETLEASE, F_UNLCK) != 0) return system_error("cannot give a lease back", errno);
    return Writers::none;
  }
  if (errno == EAGAIN && !is_one_of(of_a_server, kind)) return Writers::some;
  while (::fsync(descriptor) != 0) {
    if (errno == EINTR) continue;
    if (errno == EROFS || errno == EINVAL) break;  // nothing is written to it, or the file system writes at once
    return system_error("cannot sync it", errno);
  }
  return Writers::synced;
}

}  // namespace weightcheck::io
