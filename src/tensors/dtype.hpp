// SPDX-License-Identifier: Apache-2.0
// The element types of safetensors, as the reference (0.8) knows them, with their sizes in bits.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace weightcheck::tensors {

enum class Dtype : std::uint8_t {
  boolean,
  f4,
  f6_e2m3,
  f6_e3m2,
  u8,
  i8,
  f8_e5m2,
  f8_e4m3,
  f8_e8m0,
  f8_e4m3fnuz,
  f8_e5m2fnuz,
  i16,
  u16,
  f16,
  bf16,
  i32,
  u32,
  f32,
  c64,
  f64,
  i64,
  u64,
};

// By its name in a header, exactly: "f32" is none.
[[nodiscard]] std::optional<Dtype> parse_dtype(std::string_view name);

[[nodiscard]] std::string_view name_of(Dtype dtype);
[[nodiscard]] std::uint64_t bits_of(Dtype dtype);  // of one element

}  // namespace weightcheck::tensors
