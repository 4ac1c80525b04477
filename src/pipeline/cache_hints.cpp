// SPDX-License-Identifier: Apache-2.0
// The kernel cuts what POSIX_FADV_WILLNEED asks for to the longest transfer of the device (often 1.25 MiB) or to its
// read-ahead, whichever is more, so it is asked for portion by portion.
#include "pipeline/cache_hints.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

namespace weightcheck::pipeline {
namespace {

constexpr std::uint64_t portion_bytes = std::uint64_t{1} << 20;
// On its way for each lane: with a few lanes enough to keep a solid-state disk busy, with many no burden on memory.
constexpr std::uint64_t ahead_bytes = 3 * portion_bytes;

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

// One byte tells: asking for a portion that is there costs about 3 % of what hashing it does.
bool is_cached(int descriptor, std::uint64_t offset) {
  char byte = 0;
  iovec room{&byte, sizeof byte};
  return preadv2(descriptor, &room, 1, static_cast<off_t>(offset), RWF_NOWAIT) == 1;
}

void advise(int descriptor, std::uint64_t offset, std::uint64_t bytes, int advice) {
  posix_fadvise(descriptor, static_cast<off_t>(offset), static_cast<off_t>(bytes), advice);
}

}  // namespace

CacheHints::CacheHints(int descriptor, std::uint64_t offset, std::uint64_t size, CacheUse use)
    : descriptor_(descriptor), size_(size), asked_(offset), given_(offset), drop_(use == CacheUse::direct) {}

void CacheHints::before_reading(std::uint64_t offset) {
  if (descriptor_ < 0) return;
  while (asked_ < std::min(size_, offset + ahead_bytes)) {
    const std::uint64_t bytes = std::min(portion_bytes, size_ - asked_);
    // Where the kernel cannot tell what was cached before, everything read is given up: that is what was asked for.
    if (drop_ && cached_pages(descriptor_, asked_, bytes).value_or(0) == 0)
      ours_ |= std::uint32_t{1} << ((asked_ - given_) / portion_bytes);
    if (!is_cached(descriptor_, asked_ + bytes - 1)) {
      advise(descriptor_, asked_, bytes, POSIX_FADV_WILLNEED);
      missing_ = asked_ + bytes;
    }
    asked_ += bytes;
  }
}

void CacheHints::after_reading(std::uint64_t offset) {
  if (!drop_) return;
  while (given_ < std::min(asked_, offset)) {
    const std::uint64_t bytes = std::min(portion_bytes, size_ - given_);
    if (given_ + bytes > offset) return;
    if ((ours_ & 1U) != 0) advise(descriptor_, given_, bytes, POSIX_FADV_DONTNEED);
    ours_ >>= 1U;
    given_ += bytes;
  }
}

}  // namespace weightcheck::pipeline
