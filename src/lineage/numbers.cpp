// SPDX-License-Identifier: Apache-2.0
// In binary64. The largest singular value comes from the smaller Gram matrix of the difference, at most 8 x 8, by
// Jacobi's rotations.
#include "lineage/numbers.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "ledger/casts.hpp"

namespace weightcheck::lineage {
namespace {

using tensors::Dtype;

constexpr double r_max = 0.999999;

double small_float(std::uint64_t bits, int mantissa_bits, int bias, bool has_infinity) {
  const int exponent_bits = 7 - mantissa_bits;
  const auto mantissa = static_cast<double>(bits & ((1U << mantissa_bits) - 1));
  const auto exponent = static_cast<int>(bits >> mantissa_bits & ((1U << exponent_bits) - 1));
  const double sign = (bits & 0x80) != 0 ? -1.0 : 1.0;
  const double one = std::ldexp(1.0, mantissa_bits);
  const bool is_top = exponent == (1 << exponent_bits) - 1;
  if (is_top && (has_infinity || mantissa == one - 1)) return std::nan("");
  if (exponent == 0) return sign * std::ldexp(mantissa / one, 1 - bias);
  return sign * std::ldexp(1.0 + mantissa / one, exponent - bias);
}

double value_of(Dtype dtype, std::uint64_t bits) {
  switch (dtype) {
    case Dtype::bf16:
      return std::bit_cast<float>(ledger::f32_of_bf16(static_cast<std::uint16_t>(bits)));
    case Dtype::f16:
      return std::bit_cast<float>(ledger::f32_of_f16(static_cast<std::uint16_t>(bits)));
    case Dtype::f32:
      return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    case Dtype::f64:
      return std::bit_cast<double>(bits);
    case Dtype::f8_e4m3:
      return small_float(bits, 3, 7, false);
    case Dtype::f8_e5m2:
      return small_float(bits, 2, 15, true);
    default:
      return std::nan("");
  }
}

using Matrix = std::vector<std::vector<double>>;

// Of a symmetric matrix.
double largest_eigenvalue(Matrix m) {
  const std::size_t n = m.size();
  for (int sweep = 0; sweep < 30; ++sweep) {
    double off = 0;
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        off += m[p][q] * m[p][q];
        if (m[p][q] == 0) continue;
        const double theta = (m[q][q] - m[p][p]) / (2 * m[p][q]);
        const double t = (theta >= 0 ? 1.0 : -1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1));
        const double c = 1 / std::sqrt(t * t + 1), s = t * c;
        for (std::size_t k = 0; k < n; ++k) {
          const double kp = m[k][p], kq = m[k][q];
          m[k][p] = c * kp - s * kq;
          m[k][q] = s * kp + c * kq;
        }
        for (std::size_t k = 0; k < n; ++k) {
          const double pk = m[p][k], qk = m[q][k];
          m[p][k] = c * pk - s * qk;
          m[q][k] = s * pk + c * qk;
        }
      }
    }
    if (off == 0) break;
  }
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i)
    largest = std::max(largest, m[i][i]);
  return largest;
}

double rank1_of(const std::vector<double>& difference, std::size_t columns) {
  const std::size_t rows = difference.size() / columns;
  Matrix gram(rows, std::vector<double>(rows));
  double sum = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < rows; ++j) {
      for (std::size_t k = 0; k < columns; ++k)
        gram[i][j] += difference[i * columns + k] * difference[j * columns + k];
    }
    sum += gram[i][i];
  }
  return sum > 0 ? largest_eigenvalue(std::move(gram)) / sum : 0;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  double mean_a = 0, mean_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    mean_a += a[i] / n;
    mean_b += b[i] / n;
  }
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  const double norm = std::sqrt(aa) * std::sqrt(bb);
  return norm > 0 && std::isfinite(norm) ? std::clamp(ab / norm, -r_max, r_max) : 0;
}

// At least half of the rows, and half of the columns, have a value that is another.
bool differ_widely(const std::vector<double>& difference, std::size_t columns) {
  const std::size_t rows = difference.size() / columns;
  std::vector<bool> row_differs(rows), column_differs(columns);
  for (std::size_t i = 0; i < difference.size(); ++i) {
    if (difference[i] == 0) continue;
    row_differs[i / columns] = true;
    column_differs[i % columns] = true;
  }
  const auto rows_hit = static_cast<std::size_t>(std::count(row_differs.begin(), row_differs.end(), true));
  const auto columns_hit = static_cast<std::size_t>(std::count(column_differs.begin(), column_differs.end(), true));
  return rows_hit * 2 >= rows && columns_hit * 2 >= columns;
}

}  // namespace

bool has_values(Dtype dtype) {
  return ledger::can_cast(dtype) || dtype == Dtype::f64 || dtype == Dtype::f8_e4m3 || dtype == Dtype::f8_e5m2;
}

Samples read_samples(Dtype dtype, std::size_t columns, ByteSpan bytes) {
  const auto size = static_cast<std::size_t>(tensors::bits_of(dtype) / 8);
  Samples samples{.dtype = dtype, .columns = columns};
  for (std::size_t at = 0; at + size <= bytes.size(); at += size) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < size; ++i)
      bits |= std::to_integer<std::uint64_t>(bytes[at + i]) << (8 * i);
    samples.bits.push_back(bits);
    samples.values.push_back(value_of(dtype, bits));
  }
  return samples;
}

Numbers compare(const Samples& base, const Samples& fork) {
  const std::size_t n = std::min(base.values.size(), fork.values.size());
  if (n < values_min || base.columns == 0) return {};
  const auto is_number = [](double value) { return std::isfinite(value); };
  if (!std::ranges::all_of(base.values, is_number) || !std::ranges::all_of(fork.values, is_number)) return {};

  Numbers numbers{.n = n};
  const auto bits = tensors::bits_of(base.dtype);
  const bool is_comparable = base.dtype == fork.dtype && (bits == 16 || bits == 32);
  std::vector<double> difference(n);
  double norm_base = 0, norm_difference = 0;
  for (std::size_t i = 0; i < n; ++i) {
    difference[i] = fork.values[i] - base.values[i];
    norm_base += base.values[i] * base.values[i];
    norm_difference += difference[i] * difference[i];
    if (is_comparable && base.bits[i] == fork.bits[i] && base.values[i] != 0) ++numbers.eq;
  }
  numbers.all_equal =
      base.dtype == fork.dtype &&
      std::equal(base.bits.begin(), base.bits.begin() + static_cast<std::ptrdiff_t>(n), fork.bits.begin());
  if (norm_base == 0) return numbers;
  numbers.r = correlation(base.values, fork.values);
  numbers.z = std::atanh(numbers.r) * std::sqrt(static_cast<double>(n) - 3);
  numbers.d = std::sqrt(norm_difference / norm_base);
  numbers.rank1 = rank1_of(difference, base.columns);
  numbers.differs_widely = differ_widely(difference, base.columns);
  return numbers;
}

}  // namespace weightcheck::lineage
