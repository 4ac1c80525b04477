// SPDX-License-Identifier: Apache-2.0
// What the samples of two tensors have in common, in numbers (docs/lineage.md says how each is read).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "tensors/dtype.hpp"

namespace weightcheck::lineage {

inline constexpr std::size_t values_min = 24;
inline constexpr double related_z_min = 5.3;
inline constexpr std::size_t related_equal_min = 4;

// Values of a few rows and as many columns of each, as bits and as numbers.
struct Samples {
  tensors::Dtype dtype = tensors::Dtype::bf16;
  std::size_t columns = 0;
  std::vector<std::uint64_t> bits{};
  std::vector<double> values{};
};

// Of a type that has_values(); `bytes` hold whole elements.
[[nodiscard]] Samples read_samples(tensors::Dtype dtype, std::size_t columns, ByteSpan bytes);
[[nodiscard]] bool has_values(tensors::Dtype dtype);  // a float type, of which samples can be compared

struct Numbers {
  std::size_t n = 0;   // values compared
  double r = 0;        // Pearson's correlation
  std::size_t eq = 0;  // bit-equal values that are not zero, of one type of 16 or 32 bits
  double d = 0;        // norm of the difference, over that of the base
  double rank1 = 0;    // how much of the difference is one direction: 1 is all
  double z = 0;        // r on a scale on which independent tensors are normally distributed
  bool all_equal = false;
  bool differs_widely = false;  // in at least half of the rows and half of the columns

  [[nodiscard]] bool related() const { return n >= values_min && (z >= related_z_min || eq >= related_equal_min); }

  friend bool operator==(const Numbers&, const Numbers&) = default;
};

// `base` and `fork` have values at the same places. Where one is no number, nothing is compared.
[[nodiscard]] Numbers compare(const Samples& base, const Samples& fork);

}  // namespace weightcheck::lineage
