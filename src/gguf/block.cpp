// SPDX-License-Identifier: Apache-2.0
// Where value j of a block lies, type by type; d, dmin and m are F16.
//   Q2_K  scales[16] qs[64] d dmin            Q3_K  hmask[32] qs[64] scales[12] d
//   Q4_K  d dmin scales[12] qs[128]           Q5_K  d dmin scales[12] qh[32] qs[128]
//   Q6_K  ql[128] qh[64] scales[16] d         Q8_0  d qs[32]
//   Q4_0  d qs[16]     Q4_1  d m qs[16]       Q5_0  d qh[4] qs[16]     Q5_1  d m qh[4] qs[16]
#include "gguf/block.hpp"

#include <algorithm>
#include <stdexcept>

#include "gguf/half.hpp"

namespace weightcheck::gguf {
namespace {

class Fields {
 public:
  explicit Fields(ByteSpan bytes) : bytes_(bytes) {}

  [[nodiscard]] unsigned byte(std::size_t at) const { return std::to_integer<unsigned>(bytes_[at]); }
  [[nodiscard]] int signed_byte(std::size_t at) const { return static_cast<std::int8_t>(byte(at)); }
  [[nodiscard]] float half(std::size_t at) const {
    return float_of_half(static_cast<std::uint16_t>(byte(at) | byte(at + 1) << 8));
  }

 private:
  ByteSpan bytes_;
};

float times(float scale, int number) { return scale * static_cast<float>(number); }
float times(float scale, unsigned number) { return scale * static_cast<float>(number); }
int as_int(unsigned number) { return static_cast<int>(number); }

Level of_q2_k(const Fields& block, std::size_t j) {
  const unsigned scale = block.byte(j / 16);
  const unsigned quant = block.byte(16 + 32 * (j / 128) + j % 32) >> (2 * (j % 128 / 32)) & 3;
  return {as_int(quant), times(block.half(80), scale & 15), times(block.half(82), scale >> 4)};
}

// Six bits each, k = 0..15.
int scale_of_q3_k(const Fields& block, std::size_t k) {
  constexpr std::size_t scales = 96;
  const unsigned low = k < 8 ? block.byte(scales + k) & 15 : block.byte(scales + k - 8) >> 4;
  const unsigned high = block.byte(scales + 8 + k % 4) >> (2 * (k / 4)) & 3;
  return as_int(low | high << 4) - 32;
}

Level of_q3_k(const Fields& block, std::size_t j) {
  const unsigned low = block.byte(32 + 32 * (j / 128) + j % 32) >> (2 * (j % 128 / 32)) & 3;
  const unsigned high = block.byte(j % 32) >> (j / 32) & 1;
  return {as_int(low + 4 * high) - 4, times(block.half(108), scale_of_q3_k(block, j / 16)), 0};
}

// Of Q4_K and Q5_K: step and minimum of 32 values each, six bits, k = 0..7.
struct SixBits {
  unsigned scale = 0, minimum = 0;
};
SixBits six_bits(const Fields& block, std::size_t k) {
  constexpr std::size_t at = 4;
  if (k < 4) return {block.byte(at + k) & 63, block.byte(at + k + 4) & 63};
  return {(block.byte(at + k + 4) & 15) | block.byte(at + k - 4) >> 6 << 4,
          block.byte(at + k + 4) >> 4 | block.byte(at + k) >> 6 << 4};
}

Level of_q4_or_q5_k(const Fields& block, std::size_t j, std::size_t quants, bool has_fifth_bit) {
  const SixBits six = six_bits(block, j / 32);
  unsigned quant = block.byte(quants + 32 * (j / 64) + j % 32) >> (4 * (j / 32 % 2)) & 15;
  if (has_fifth_bit) quant += 16 * (block.byte(16 + j % 32) >> (j / 32) & 1);
  return {as_int(quant), times(block.half(0), six.scale), times(block.half(2), six.minimum)};
}

Level of_q4_k(const Fields& block, std::size_t j) { return of_q4_or_q5_k(block, j, 16, false); }
Level of_q5_k(const Fields& block, std::size_t j) { return of_q4_or_q5_k(block, j, 48, true); }

Level of_q6_k(const Fields& block, std::size_t j) {
  const std::size_t n = j / 128, k = j % 128 / 32, i = j % 32;
  const unsigned low = block.byte(64 * n + 32 * (k & 1) + i) >> (4 * (k >> 1)) & 15;
  const unsigned high = block.byte(128 + 32 * n + i) >> (2 * k) & 3;
  return {as_int(low + 16 * high) - 32, times(block.half(208), block.signed_byte(192 + j / 16)), 0};
}

Level of_q8_0(const Fields& block, std::size_t j) { return {block.signed_byte(2 + j), block.half(0), 0}; }

unsigned nibble(const Fields& block, std::size_t quants, std::size_t j) {
  return block.byte(quants + j % 16) >> (4 * (j / 16)) & 15;
}
unsigned fifth_bit(const Fields& block, std::size_t bits, std::size_t j) {
  return block.byte(bits + j / 8) >> (j % 8) & 1;
}

Level of_q4_0(const Fields& block, std::size_t j) { return {as_int(nibble(block, 2, j)) - 8, block.half(0), 0}; }
Level of_q4_1(const Fields& block, std::size_t j) {
  return {as_int(nibble(block, 4, j)), block.half(0), -block.half(2)};
}
Level of_q5_0(const Fields& block, std::size_t j) {
  return {as_int(nibble(block, 6, j) + 16 * fifth_bit(block, 2, j)) - 16, block.half(0), 0};
}
Level of_q5_1(const Fields& block, std::size_t j) {
  return {as_int(nibble(block, 8, j) + 16 * fifth_bit(block, 4, j)), block.half(0), -block.half(2)};
}

struct Form {
  std::string_view name;
  Level (*level)(const Fields& block, std::size_t j);
  QuantRange range;
};

constexpr Form forms[] = {
    {"Q2_K", of_q2_k, {0, 3}},      {"Q3_K", of_q3_k, {-4, 3}},   {"Q4_K", of_q4_k, {0, 15}},
    {"Q5_K", of_q5_k, {0, 31}},     {"Q6_K", of_q6_k, {-32, 31}}, {"Q4_0", of_q4_0, {-8, 7}},
    {"Q4_1", of_q4_1, {0, 15}},     {"Q5_0", of_q5_0, {-16, 15}}, {"Q5_1", of_q5_1, {0, 31}},
    {"Q8_0", of_q8_0, {-127, 127}},
};

const Form* form_of(const Type& type) {
  const auto* const form = std::ranges::find(forms, type.name, &Form::name);
  return form == std::end(forms) ? nullptr : form;
}

const Form& known_form(const Type& type) {
  const Form* form = form_of(type);
  if (form == nullptr) throw std::logic_error("blocks of this type cannot be unpacked");
  return *form;
}

}  // namespace

float Level::value() const { return static_cast<float>(quant) * step - minimum; }

bool can_unpack(const Type& type) { return form_of(type) != nullptr; }

bool is_k_type(const Type& type) { return can_unpack(type) && type.block_values == block_values_max; }

QuantRange quant_range(const Type& type) { return known_form(type).range; }

Block unpack(const Type& type, ByteSpan bytes) {
  const Form& form = known_form(type);
  if (bytes.size() != type.block_bytes) throw std::logic_error("a block of another size than its type's");
  const Fields fields(bytes);
  Block block;
  for (; block.count < type.block_values; ++block.count)
    block.levels.at(block.count) = form.level(fields, block.count);
  return block;
}

}  // namespace weightcheck::gguf
