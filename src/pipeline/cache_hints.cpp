// SPDX-License-Identifier: Apache-2.0
#include "pipeline/cache_hints.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <optional>

namespace weightcheck::pipeline {
namespace {

// cachestat(2), Linux 6.5; not yet in the C library's headers.
constexpr long cachestat_number = 451;
struct CacheRange {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};
struct CacheCounts {
  std::uint64_t cached = 0, dirty = 0, writeback = 0, evicted = 0, recently_evicted = 0;  // pages
};

std::optional<std::uint64_t> cached_pages(int descriptor, std::uint64_t offset, std::uint64_t bytes) {
  CacheRange range{offset, bytes};
  CacheCounts counts;
  if (syscall(cachestat_number, descriptor, &range, &counts, 0U) != 0) return std::nullopt;
  return counts.cached;
}

}  // namespace

CacheHint::CacheHint(int descriptor, std::uint64_t offset, std::uint64_t bytes, CacheUse use)
    : descriptor_(descriptor), offset_(offset), bytes_(bytes) {
  if (descriptor < 0) return;
  // Where the kernel cannot tell what was cached before, everything read is given up: that is what was asked for.
  if (use == CacheUse::direct) drop_ = cached_pages(descriptor, offset, bytes).value_or(0) == 0;
  posix_fadvise(descriptor, static_cast<off_t>(offset), static_cast<off_t>(bytes), POSIX_FADV_WILLNEED);
}

void CacheHint::after_reading() const {
  if (drop_) posix_fadvise(descriptor_, static_cast<off_t>(offset_), static_cast<off_t>(bytes_), POSIX_FADV_DONTNEED);
}

}  // namespace weightcheck::pipeline
