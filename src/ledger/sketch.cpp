// SPDX-License-Identifier: Apache-2.0
// The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
#include "ledger/sketch.hpp"

#include <algorithm>

namespace weightcheck::ledger {
namespace {

constexpr std::uint64_t rows_max = 8;
constexpr std::uint64_t run_bytes = 24;

class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
  }

 private:
  std::uint64_t state_;
};

// Part `i` of `parts` of the rows begins here: i * rows / parts, without an overflow.
std::uint64_t part_begin(std::uint64_t rows, std::uint64_t parts, std::uint64_t i) {
  return rows / parts * i + rows % parts * i / parts;
}

bool is_float(tensors::Dtype dtype) {
  using enum tensors::Dtype;
  return dtype == bf16 || dtype == f16 || dtype == f32 || dtype == f64 || dtype == f8_e4m3 || dtype == f8_e5m2;
}

}  // namespace

Grid grid_of(std::uint64_t rows, std::uint64_t columns, std::uint64_t element_bytes) {
  Grid grid{.rows = rows, .columns = columns, .element_bytes = element_bytes};
  Numbers numbers(rows * 0x10001 + columns);
  const std::uint64_t parts = std::min(rows_max, rows);
  grid.run = std::min(run_bytes / element_bytes, columns);
  for (std::uint64_t i = 0; i < parts; ++i) {
    const std::uint64_t begin = part_begin(rows, parts, i);
    grid.taken.push_back(begin + numbers.next() % (part_begin(rows, parts, i + 1) - begin));
  }
  grid.first = numbers.next() % (columns - grid.run + 1);
  return grid;
}

std::optional<Grid> grid_of(tensors::Dtype dtype, std::span<const std::uint64_t> shape) {
  if (!is_float(dtype) || shape.size() < 2) return std::nullopt;
  const std::uint64_t element_bytes = tensors::bits_of(dtype) / 8;
  std::uint64_t elements = 1;  // it fits: the file holds them
  for (const std::uint64_t dimension : shape)
    elements *= dimension;
  if (elements * element_bytes < sketched_bytes_min) return std::nullopt;
  std::uint64_t columns = shape.back();
  if (columns < run_bytes / element_bytes) columns = elements / shape.front();
  return grid_of(elements / columns, columns, element_bytes);
}

}  // namespace weightcheck::ledger
