// SPDX-License-Identifier: Apache-2.0
// What the system is told about the next stretch of a file that will be read, and how the page cache is left as it was
// found.
#pragma once

#include <cstdint>

#include "pipeline/hash_files.hpp"

namespace weightcheck::pipeline {

// One stretch of one open file. Without a descriptor (-1) it does nothing.
class CacheHint {
 public:
  CacheHint() = default;
  // Asks for the bytes to be fetched, without waiting for them.
  CacheHint(int descriptor, std::uint64_t offset, std::uint64_t bytes, CacheUse use);

  // For CacheUse::direct: gives up the pages that this reading brought in, not those that were there before.
  void after_reading() const;

 private:
  int descriptor_ = -1;
  std::uint64_t offset_ = 0;
  std::uint64_t bytes_ = 0;
  bool drop_ = false;
};

}  // namespace weightcheck::pipeline
