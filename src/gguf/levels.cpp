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
// Of K types, measured on weights of trained models; of the older ones, that of the vectors, rounded up.
constexpr std::array<UsualError, 10> usual_errors = {{{"Q2_K", 0.32},
                                                      {"Q3_K", 0.17},
                                                      {"Q4_K", 0.08},
                                                      {"Q5_K", 0.04},
                                                      {"Q6_K", 0.02},
                                                      {"Q8_0", 0.01},
                                                      {"Q4_0", 0.1},
                                                      {"Q4_1", 0.1},
                                                      {"Q5_0", 0.05},
                                                      {"Q5_1", 0.05}}};
constexpr double far_beyond_usual = 1.5;
constexpr double rest_share_max = 0.75;  // of the error; noise of 96 values leaves 0.95 to 1.05
constexpr double error_max = 0.5;        // beyond which quants on the level show nothing: all of them are 0, or nearly

// Of values under one step and minimum: the squared distance from the nearest line over their quants.
double rest_of(std::span<const Level> levels, std::span<const float> values) {
  constexpr std::size_t numbers_of_a_line = 2;
  const auto n = static_cast<double>(values.size());
  double x_sum = 0, q_sum = 0, error = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    x_sum += static_cast<double>(values[i]);
    q_sum += levels[i].quant;
    error += std::pow(static_cast<double>(values[i]) - static_cast<double>(levels[i].value()), 2);
  }
  if (values.size() <= numbers_of_a_line) return error;
  double xx = 0, qq = 0, xq = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = static_cast<double>(values[i]) - x_sum / n, q = levels[i].quant - q_sum / n;
    xx += x * x;
    qq += q * q;
    xq += x * q;
  }
  return std::max(0.0, xx - (qq > 0 ? xq * xq / qq : 0)) * n / (n - numbers_of_a_line);
}

}  // namespace

LevelCount& LevelCount::operator+=(const LevelCount& other) {
  tested += other.tested;
  on_level += other.on_level;
  untestable += other.untestable;
  squared_error += other.squared_error;
  squared_values += other.squared_values;
  squared_rest += other.squared_rest;
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

LevelCount test_levels(const Type& type, std::span<const Level> levels, std::span<const float> values) {
  LevelCount sum;
  const auto is_alike = [](const Level& one, const Level& other) {
    return one.step == other.step && one.minimum == other.minimum;
  };
  for (std::size_t begin = 0; begin < values.size();) {
    std::size_t end = begin;
    do {  // a step that is not a number is not even like itself
      sum += test_level(type, levels[end], values[end]);
      ++end;
    } while (end < values.size() && is_alike(levels[end], levels[begin]));
    if (std::isfinite(levels[begin].step) && std::isfinite(levels[begin].minimum))
      sum.squared_rest += rest_of(levels.subspan(begin, end - begin), values.subspan(begin, end - begin));
    begin = end;
  }
  return sum;
}

LevelCount test_levels(const Type& type, ByteSpan blocks, std::span<const float> values) {
  LevelCount sum;
  const std::size_t count = blocks_of(type, blocks, values);
  for (std::size_t i = 0; i < count; ++i) {
    const Block block = unpack(type, blocks.subspan(i * type.block_bytes, type.block_bytes));
    sum += test_levels(type, std::span(block.levels).first(block.count),
                       values.subspan(i * type.block_values, type.block_values));
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
  return count.untestable > 0 ||
         (usual != usual_errors.end() && !(count.relative_error() <= far_beyond_usual * usual->relative));
}

bool has_other_scales(const Type& type, const LevelCount& count) {
  if (!is_unusually_far(type, count)) return false;
  const bool is_by_scales = count.squared_rest <= rest_share_max * rest_share_max * count.squared_error;
  return is_by_scales || (passes(type, count) && count.relative_error() > error_max);
}

}  // namespace weightcheck::gguf
