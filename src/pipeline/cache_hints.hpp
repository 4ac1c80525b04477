// SPDX-License-Identifier: Apache-2.0
// What the system is told about the parts of a file that will be read soon, and how the page cache is left as it was
// found.
#pragma once

#include <cstdint>

#include "pipeline/hash_files.hpp"

namespace weightcheck::pipeline {

// Of one open file that is read from some offset on to its end. Without a descriptor (-1) it does nothing.
class CacheHints {
 public:
  CacheHints() = default;
  CacheHints(int descriptor, std::uint64_t offset, std::uint64_t size, CacheUse use);

  // Has what lies ahead of `offset` fetched, without waiting for it.
  void before_reading(std::uint64_t offset);
  // Whether all of it was in the cache when that was asked, which is as far as before_reading() looks ahead.
  [[nodiscard]] bool were_cached(std::uint64_t begin, std::uint64_t end) const {
    return begin >= missing_ && end <= asked_;
  }
  // For CacheUse::direct: gives up what lies before `offset` and was brought in for this reading, not what was there.
  void after_reading(std::uint64_t offset);

 private:
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::uint64_t asked_ = 0;    // end of what was asked for
  std::uint64_t missing_ = 0;  // end of the last portion that was not there
  std::uint64_t given_ = 0;    // end of what was given up, or was there before
  bool drop_ = false;
  std::uint32_t ours_ = 0;  // of the portions between the two, the first being the lowest bit: not there before
};

}  // namespace weightcheck::pipeline
