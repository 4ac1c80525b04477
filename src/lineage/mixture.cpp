// SPDX-License-Identifier: Apache-2.0
// All subsets of up to three bases are tried: with 64 bases 43,744, each a system of three equations at most.
#include "lineage/mixture.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace weightcheck::lineage {
namespace {

constexpr double price_of_a_base = 0.02;  // of the residual, so that a base more must pay
constexpr double weight_min = 0.02;
constexpr double of_single_max = 0.8;

double rounding_of(tensors::Dtype dtype) {
  if (dtype == tensors::Dtype::f16) return 0.0005;
  if (dtype == tensors::Dtype::f32) return 0.00001;
  return 0.002;
}

// Gauss with pivots; nothing where the matrix is singular.
std::optional<std::vector<double>> solved(std::vector<std::vector<double>> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i) {
      if (std::abs(a[i][k]) > std::abs(a[pivot][k])) pivot = i;
    }
    std::swap(a[k], a[pivot]);
    std::swap(b[k], b[pivot]);
    if (std::abs(a[k][k]) < 1e-12) return std::nullopt;
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = a[i][k] / a[k][k];
      for (std::size_t j = k; j < n; ++j)
        a[i][j] -= factor * a[k][j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j)
      b[k] -= a[k][j] * b[j];
    b[k] /= a[k][k];
  }
  return b;
}

}  // namespace

MixtureSums::MixtureSums(std::size_t bases)
    : bases_(bases), products_(bases, std::vector<double>(bases)), with_fork_(bases) {}

void MixtureSums::add(const std::vector<double>& fork, const std::vector<std::vector<double>>& bases) {
  for (std::size_t i = 0; i < fork.size(); ++i) {
    const bool all_numbers = std::isfinite(fork[i]) && std::ranges::all_of(bases, [i](const auto& values) {
                               return i < values.size() && std::isfinite(values[i]);
                             });
    if (!all_numbers) continue;
    fork_ += fork[i] * fork[i];
    for (std::size_t b = 0; b < bases_; ++b) {
      with_fork_[b] += bases[b][i] * fork[i];
      for (std::size_t c = 0; c < bases_; ++c)
        products_[b][c] += bases[b][i] * bases[c][i];
    }
  }
}

std::optional<MixtureSums::Fit> MixtureSums::fit(const std::vector<std::size_t>& subset) const {
  // Scaled to norms of 1, so that what counts as singular does not depend on the models' sizes.
  std::vector<double> norms;
  for (const std::size_t b : subset)
    norms.push_back(std::sqrt(products_[b][b]));
  if (std::ranges::any_of(norms, [](double norm) { return norm == 0; })) return std::nullopt;
  std::vector<std::vector<double>> a(subset.size(), std::vector<double>(subset.size()));
  std::vector<double> y(subset.size());
  for (std::size_t i = 0; i < subset.size(); ++i) {
    y[i] = with_fork_[subset[i]] / norms[i];
    for (std::size_t j = 0; j < subset.size(); ++j)
      a[i][j] = products_[subset[i]][subset[j]] / norms[i] / norms[j];
  }
  const auto scaled = solved(a, y);
  if (!scaled) return std::nullopt;
  Fit fit{.bases = subset};
  double left = fork_;
  for (std::size_t i = 0; i < subset.size(); ++i) {
    fit.weights.push_back((*scaled)[i] / norms[i]);
    left -= (*scaled)[i] * y[i];
  }
  fit.residual = std::sqrt(std::max(0.0, left) / fork_);
  return fit;
}

std::optional<Mixture> MixtureSums::find(tensors::Dtype dtype) const {
  if (bases_ < 2 || fork_ == 0) return std::nullopt;
  std::optional<Fit> best;
  double best_price = 0;
  double best_single = 1;
  const auto consider = [&](const std::vector<std::size_t>& subset) {
    auto one = fit(subset);
    if (!one) return;
    if (subset.size() == 1) best_single = std::min(best_single, one->residual);
    const double price = one->residual * (1 + price_of_a_base * static_cast<double>(subset.size()));
    if (best && price >= best_price) return;
    best = std::move(one);
    best_price = price;
  };
  for (std::size_t i = 0; i < bases_; ++i)
    consider({i});
  for (std::size_t i = 0; i < bases_; ++i) {
    for (std::size_t j = i + 1; j < bases_; ++j)
      consider({i, j});
  }
  for (std::size_t i = 0; i < bases_; ++i) {
    for (std::size_t j = i + 1; j < bases_; ++j) {
      for (std::size_t k = j + 1; k < bases_; ++k)
        consider({i, j, k});
    }
  }
  if (!best || best->residual > of_single_max * best_single) return std::nullopt;
  Mixture mixture{.residual = best->residual, .exact = best->residual <= rounding_of(dtype)};
  for (std::size_t i = 0; i < best->bases.size(); ++i) {
    if (std::abs(best->weights[i]) >= weight_min) mixture.weights.push_back({best->bases[i], best->weights[i]});
  }
  return mixture.weights.size() >= 2 ? std::optional(mixture) : std::nullopt;
}

}  // namespace weightcheck::lineage
