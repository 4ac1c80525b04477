// SPDX-License-Identifier: Apache-2.0
// Integers only, so that no compiler's and no processor's mode of rounding has a say.
#include "ledger/casts.hpp"

#include <bit>
#include <cstring>
#include <stdexcept>

namespace weightcheck::ledger {
namespace {

using tensors::Dtype;

constexpr std::uint32_t f32_magnitude = 0x7FFFFFFF;
constexpr std::uint32_t f32_infinity = 0x7F800000;

std::uint32_t widened(Dtype dtype, std::uint32_t bits) {
  if (dtype == Dtype::bf16) return f32_of_bf16(static_cast<std::uint16_t>(bits));
  if (dtype == Dtype::f16) return f32_of_f16(static_cast<std::uint16_t>(bits));
  return bits;
}

std::uint32_t narrowed(Dtype dtype, std::uint32_t bits) {
  if (dtype == Dtype::bf16) return bf16_of_f32(bits);
  if (dtype == Dtype::f16) return f16_of_f32(bits);
  return bits;
}

// Values are stored with the low byte first, whatever this machine does.
std::uint32_t load(const std::byte* at, std::size_t size) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < size; ++i)
    bits |= std::to_integer<std::uint32_t>(at[i]) << (8 * i);
  return bits;
}

void store(std::uint32_t bits, std::byte* at, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i)
    at[i] = static_cast<std::byte>(bits >> (8 * i) & 0xFF);
}

}  // namespace

std::uint32_t f32_of_bf16(std::uint16_t bits) { return std::uint32_t{bits} << 16; }

std::uint32_t f32_of_f16(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000U) << 16;
  const std::uint32_t exponent = bits >> 10 & 0x1FU;
  const std::uint32_t mantissa = bits & 0x3FFU;
  if (exponent == 0x1F) return sign | f32_infinity | mantissa << 13;
  if (exponent != 0) return sign | (exponent + 112) << 23 | mantissa << 13;
  if (mantissa == 0) return sign;
  const auto shift = static_cast<std::uint32_t>(std::countl_zero(mantissa)) - 21;  // until bit 10 is set
  return sign | (113 - shift) << 23 | (mantissa << shift & 0x3FFU) << 13;
}

std::uint16_t bf16_of_f32(std::uint32_t bits) {
  if ((bits & f32_magnitude) > f32_infinity) return static_cast<std::uint16_t>(bits >> 16 | 0x40);
  return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

std::uint16_t f16_of_f32(std::uint32_t bits) {
  const std::uint32_t sign = bits >> 16 & 0x8000;
  const std::uint32_t magnitude = bits & f32_magnitude;
  if (magnitude > f32_infinity) return static_cast<std::uint16_t>(sign | 0x7E00);
  if (magnitude >= 0x477FF000) return static_cast<std::uint16_t>(sign | 0x7C00);  // 65520 and more
  if (magnitude >= 0x38800000) {                                                  // a normal F16
    const std::uint32_t rounded = magnitude - (std::uint32_t{112} << 23) + 0xFFF + (magnitude >> 13 & 1);
    return static_cast<std::uint16_t>(sign | rounded >> 13);
  }
  const std::uint32_t exponent = magnitude >> 23;
  if (exponent < 102) return static_cast<std::uint16_t>(sign);  // under half of the smallest
  const std::uint32_t mantissa = (magnitude & 0x7FFFFF) | 0x800000;
  const std::uint32_t shift = 126 - exponent;  // 14 to 24
  const std::uint32_t kept = mantissa >> shift;
  const std::uint32_t rest = mantissa & ((std::uint32_t{1} << shift) - 1);
  const std::uint32_t half = std::uint32_t{1} << (shift - 1);
  const bool up = rest > half || (rest == half && (kept & 1) != 0);
  return static_cast<std::uint16_t>(sign | (kept + (up ? 1 : 0)));
}

bool can_cast(Dtype dtype) { return dtype == Dtype::bf16 || dtype == Dtype::f16 || dtype == Dtype::f32; }

ByteSpan Caster::convert(ByteSpan piece) {
  const auto size_in = static_cast<std::size_t>(tensors::bits_of(from_) / 8);
  const auto size_out = static_cast<std::size_t>(tensors::bits_of(to_) / 8);
  if (piece.size() % size_in != 0) throw std::logic_error("a piece that ends within an element");
  const std::size_t count = piece.size() / size_in;
  out_.resize(count * size_out);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t bits = load(piece.data() + i * size_in, size_in);
    const std::uint32_t wide = widened(from_, bits);
    const std::uint32_t cast = narrowed(to_, wide);
    has_nan_ = has_nan_ || (wide & f32_magnitude) > f32_infinity;
    loses_ = loses_ || narrowed(from_, widened(to_, cast)) != bits;
    store(cast, out_.data() + i * size_out, size_out);
  }
  return out_;
}

}  // namespace weightcheck::ledger
