// SPDX-License-Identifier: Apache-2.0
// What lies under an open file, as far as it decides how to read: a disk that moves a head, a network, or neither.
#pragma once

#include <cstdint>

namespace weightcheck::pipeline {

enum class Storage : std::uint8_t {
  local,       // memory or solid state: many files at once
  rotational,  // one file at a time
  network,     // few files, long reads
};

// Local where it cannot be told: that reading is right everywhere, only slower on some.
[[nodiscard]] Storage storage_of(int descriptor, std::uint64_t device);

}  // namespace weightcheck::pipeline
