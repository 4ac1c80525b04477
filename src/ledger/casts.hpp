// SPDX-License-Identifier: Apache-2.0
// BF16, F16 and F32 into one another, rounding to nearest, ties to even, and whether that loses anything. Too large
// becomes infinity.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "tensors/dtype.hpp"

namespace weightcheck::ledger {

[[nodiscard]] std::uint32_t f32_of_bf16(std::uint16_t bits);
[[nodiscard]] std::uint32_t f32_of_f16(std::uint16_t bits);
[[nodiscard]] std::uint16_t bf16_of_f32(std::uint32_t bits);
[[nodiscard]] std::uint16_t f16_of_f32(std::uint32_t bits);

// BF16, F16 or F32.
[[nodiscard]] bool can_cast(tensors::Dtype dtype);

// Of a tensor that comes in pieces of whole elements.
class Caster {
 public:
  // Two different types that can_cast().
  Caster(tensors::Dtype from, tensors::Dtype to) : from_(from), to_(to) {}

  // Stands until the next call.
  [[nodiscard]] ByteSpan convert(ByteSpan piece);

  [[nodiscard]] bool loses() const { return loses_; }      // some value, cast back, has other bits
  [[nodiscard]] bool has_nan() const { return has_nan_; }  // for which programs differ

 private:
  tensors::Dtype from_, to_;
  bool loses_ = false, has_nan_ = false;
  std::vector<std::byte> out_;
};

}  // namespace weightcheck::ledger
