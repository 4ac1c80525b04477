// SPDX-License-Identifier: Apache-2.0
// ggml's reference quantisers of the five older types, in binary32. Whether a compiler fuses the multiplication with
// the addition behind it is its choice, so a block has to be one of the two.
//   Q8_0         d = amax / 127, q = x * (1/d), half away from zero
//   Q4_0, Q5_0   d = far / -8 or -16, far being the first of the largest in magnitude; q = trunc(x * (1/d) + 8.5
//   or 16.5) Q4_1, Q5_1   d = (max - min) / 15 or 31; q = trunc((x - min) * (1/d) + 0.5)
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "gguf/half.hpp"
#include "gguf/levels.hpp"

namespace weightcheck::gguf {
namespace {

enum class Arithmetic : std::uint8_t { separate, fused };

constexpr std::size_t values_each = 32;  // in a block of any of them

// `left * right + add`. The product goes through memory where it is to be rounded: compilers may fuse what they see.
float multiplied(float left, float right, float add, Arithmetic how) {
  if (how == Arithmetic::fused) return std::fma(left, right, add);
  volatile float product = left * right;
  return product + add;
}

// Truncated, and at most `highest`: what is below 0 or no number at all is 0, which no quantiser writes there.
unsigned cut(float value, unsigned highest) {
  if (!(value > 0)) return 0;
  return value >= static_cast<float>(highest) ? highest : static_cast<unsigned>(value);
}

class Made {
 public:
  void half(float value) {
    const std::uint16_t bits = half_of_float(value);
    byte(bits & 0xFFU);
    byte(bits >> 8);
  }
  void byte(unsigned value) { bytes_.push_back(static_cast<std::byte>(value & 0xFFU)); }
  void fifth_bits(const std::array<unsigned, values_each>& quants) {
    for (std::size_t at = 0; at < values_each; at += 8) {
      unsigned bits = 0;
      for (std::size_t i = 0; i < 8; ++i)
        bits |= (quants.at(at + i) >> 4 & 1U) << i;
      byte(bits);
    }
  }
  void nibbles(const std::array<unsigned, values_each>& quants) {
    for (std::size_t i = 0; i < values_each / 2; ++i)
      byte((quants.at(i) & 15U) | (quants.at(i + values_each / 2) & 15U) << 4);
  }
  [[nodiscard]] bool is(ByteSpan block) const { return std::ranges::equal(bytes_, block); }

 private:
  std::vector<std::byte> bytes_;
};

using Values = std::span<const float, values_each>;

Made q8_0(Values values) {
  float largest = 0;
  for (const float value : values)
    largest = std::max(largest, std::abs(value));
  const float step = largest / 127.0F;
  const float inverse = step != 0 ? 1.0F / step : 0.0F;
  Made made;
  made.half(step);
  for (const float value : values) {
    const float rounded = std::round(value * inverse);
    made.byte(
        static_cast<unsigned>(std::isfinite(rounded) ? static_cast<int>(std::clamp(rounded, -128.0F, 127.0F)) : 0));
  }
  return made;
}

struct Older {
  bool has_minimum = false;
  bool has_fifth_bit = false;
};

Made by_range(Values values, Older type, Arithmetic how) {
  const unsigned highest = type.has_fifth_bit ? 31 : 15;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const float step = (*high - *low) / static_cast<float>(highest);
  const float inverse = step != 0 ? 1.0F / step : 0.0F;
  std::array<unsigned, values_each> quants{};
  for (std::size_t i = 0; i < values_each; ++i)
    quants.at(i) = cut(multiplied(values[i] - *low, inverse, 0.5F, how), highest);
  Made made;
  made.half(step);
  made.half(*low);
  if (type.has_fifth_bit) made.fifth_bits(quants);
  made.nibbles(quants);
  return made;
}

Made by_farthest(Values values, Older type, Arithmetic how) {
  const unsigned highest = type.has_fifth_bit ? 31 : 15;
  const float half_range = type.has_fifth_bit ? 16 : 8;
  float far = 0;
  for (const float value : values) {
    if (std::abs(value) > std::abs(far)) far = value;
  }
  const float step = far / -half_range;
  const float inverse = step != 0 ? 1.0F / step : 0.0F;
  std::array<unsigned, values_each> quants{};
  for (std::size_t i = 0; i < values_each; ++i)
    quants.at(i) = cut(multiplied(values[i], inverse, half_range + 0.5F, how), highest);
  Made made;
  made.half(step);
  if (type.has_fifth_bit) made.fifth_bits(quants);
  made.nibbles(quants);
  return made;
}

bool is_made_from(const Type& type, ByteSpan block, Values values, Arithmetic how) {
  if (type.name == "Q8_0") return q8_0(values).is(block);
  const Older older{.has_minimum = type.name.ends_with("_1"), .has_fifth_bit = type.name.starts_with("Q5")};
  return (older.has_minimum ? by_range(values, older, how) : by_farthest(values, older, how)).is(block);
}

}  // namespace

BlockCount recomputed_blocks(const Type& type, ByteSpan blocks, std::span<const float> values) {
  if (!can_unpack(type) || is_k_type(type)) throw std::logic_error("blocks of this type cannot be made again");
  if (values.size() % values_each != 0 || blocks.size() != values.size() / values_each * type.block_bytes)
    throw std::logic_error("values and blocks do not fit each other");
  BlockCount count;
  for (; count.blocks * values_each < values.size(); ++count.blocks) {
    const auto i = static_cast<std::size_t>(count.blocks);
    const ByteSpan block = blocks.subspan(i * type.block_bytes, type.block_bytes);
    const Values of_block = values.subspan(i * values_each).first<values_each>();
    const bool is_equal = is_made_from(type, block, of_block, Arithmetic::separate) ||
                          is_made_from(type, block, of_block, Arithmetic::fused);
    if (is_equal) ++count.equal;
  }
  return count;
}

}  // namespace weightcheck::gguf
