// SPDX-License-Identifier: Apache-2.0
// What stands in one quantised block: for every value a whole number q, a step and a minimum, so that the value is
// q * step - minimum. Of the types that ggml quantises to the nearest level.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"
#include "gguf/type.hpp"

namespace weightcheck::gguf {

inline constexpr std::size_t block_values_max = 256;

struct Level {
  std::int32_t quant = 0;
  float step = 0;
  float minimum = 0;

  [[nodiscard]] float value() const;  // in binary32, rounded once
};

struct Block {
  std::array<Level, block_values_max> levels{};
  std::size_t count = 0;  // of them
};

// The least and the greatest q that the quantiser may choose.
struct QuantRange {
  std::int32_t lowest = 0, highest = 0;
};

// Q2_K to Q6_K, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1. Of the others nothing is unpacked.
[[nodiscard]] bool can_unpack(const Type& type);
[[nodiscard]] bool is_k_type(const Type& type);
[[nodiscard]] QuantRange quant_range(const Type& type);

// `bytes` are one block of a type that can be unpacked, exactly.
[[nodiscard]] Block unpack(const Type& type, ByteSpan bytes);

}  // namespace weightcheck::gguf
