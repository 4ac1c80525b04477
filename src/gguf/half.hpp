// SPDX-License-Identifier: Apache-2.0
// F16, in which the scales of blocks are stored.
#pragma once

#include <cstdint>

namespace weightcheck::gguf {

[[nodiscard]] float float_of_half(std::uint16_t bits);  // exact

// To the nearest, ties to even; too large becomes infinity.
[[nodiscard]] std::uint16_t half_of_float(float value);

}  // namespace weightcheck::gguf
