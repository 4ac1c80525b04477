// SPDX-License-Identifier: Apache-2.0
// K types are tested in binary32 with one rounding a step: x + minimum, the quotient, the nearest whole number, ties to
// even. The products in a level are exact, so that fused arithmetic changes nothing. The older types are tested with
// room for the rounding of their scale to F16.
#include "gguf/levels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string_view>

namespace weightcheck::gguf {
namespace {

constexpr double half_precision = 0x1p-11, half_smallest = 0x1p-25;  // relative, and of the numbers below the normal
constexpr double tolerance = 0.0001;                                 // of the arithmetic itself
constexpr double miss_share_max = 0.02;
constexpr std::uint64_t misses_always_allowed = 2;

bool is_nearest(const Level& level, QuantRange range, float value) {
  const float sum = value + level.minimum;
  const float quotient = sum / level.step;
  if (std::isnan(quotient)) return false;
  const float nearest = std::nearbyint(quotient);
  // Clamped before it becomes a whole number: a hostile step makes it huge.
  const float clamped = std::clamp(nearest, static_cast<float>(range.lowest), static_cast<float>(range.highest));
  return level.quant == static_cast<std::int32_t>(clamped);
}

double rounding_of_half(double number) { return std::max(half_precision, half_smallest / std::abs(number)); }

bool is_near(const Level& level, QuantRange range, float value) {
  const double step = level.step, minimum = level.minimum, quant = level.quant;
  const double quotient = (static_cast<double>(value) + minimum) / step;
  if (std::isnan(quotient)) return false;
  double room = 0.5 + std::abs(quant) * rounding_of_half(step) + tolerance;
  if (minimum != 0) room += std::abs(minimum) * rounding_of_half(minimum) / std::abs(step);
  return (quotient >= quant - room || level.quant == range.lowest) &&
         (quotient <= quant + room || level.quant == range.highest);
}

std::size_t blocks_of(const Type& type, ByteSpan blocks, std::span<const float> values) {
  const std::size_t count = values.size() / type.block_values;
  if (count * type.block_values != values.size() || count * type.block_bytes != blocks.size())
    throw std::logic_error("values and blocks do not fit each other");
  return count;
}

struct UsualError {
  std::string_view type;
  double relative;
};
// Of K types, measured on weights of trained models.
constexpr std::array<UsualError, 5> usual_errors = {
    {{"Q2_K", 0.32}, {"Q3_K", 0.17}, {"Q4_K", 0.08}, {"Q5_K", 0.04}, {"Q6_K", 0.02}}};

}  // namespace

LevelCount& LevelCount::operator+=(const LevelCount& other) {
  tested += other.tested;
  on_level += other.on_level;
  untestable += other.untestable;
  squared_error += other.squared_error;
  squared_values += other.squared_values;
  return *this;
}

double LevelCount::relative_error() const { return squared_values > 0 ? std::sqrt(squared_error / squared_values) : 0; }

LevelCount test_level(const Type& type, const Level& level, float value) {
  LevelCount count;
  if (!std::isfinite(level.step) || !std::isfinite(level.minimum)) {
    count.untestable = 1;
    return count;
  }
  const double error = static_cast<double>(value) - static_cast<double>(level.value());
  count.squared_error = error * error;
  count.squared_values = static_cast<double>(value) * static_cast<double>(value);
  if (level.step == 0) return count;
  const QuantRange range = quant_range(type);
  count.tested = 1;
  count.on_level = (is_k_type(type) ? is_nearest(level, range, value) : is_near(level, range, value)) ? 1 : 0;
  return count;
}

LevelCount test_levels(const Type& type, ByteSpan blocks, std::span<const float> values) {
  LevelCount sum;
  const std::size_t count = blocks_of(type, blocks, values);
  for (std::size_t i = 0; i < count; ++i) {
    const Block block = unpack(type, blocks.subspan(i * type.block_bytes, type.block_bytes));
    for (std::size_t j = 0; j < block.count; ++j)
      sum += test_level(type, block.levels.at(j), values[i * type.block_values + j]);
  }
  return sum;
}

bool passes(const Type& type, const LevelCount& count) {
  if (count.tested == 0 || count.untestable > 0) return false;
  const std::uint64_t misses = count.tested - count.on_level;
  if (is_k_type(type)) return misses == 0;
  return misses <= misses_always_allowed ||
         static_cast<double>(misses) <= miss_share_max * static_cast<double>(count.tested);
}

bool is_unusually_far(const Type& type, const LevelCount& count) {
  const auto* const usual = std::ranges::find(usual_errors, type.name, &UsualError::type);
  return count.untestable > 0 || (usual != usual_errors.end() && !(count.relative_error() <= 1.5 * usual->relative));
}

}  // namespace weightcheck::gguf
