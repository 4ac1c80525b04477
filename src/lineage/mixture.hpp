// SPDX-License-Identifier: Apache-2.0
// Is a fork a weighted sum of several bases? Least squares over the samples of all tensors that it has in common with
// every one of them.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "tensors/dtype.hpp"

namespace weightcheck::lineage {

struct Mixture {
  struct Weight {
    std::size_t base = 0;
    double weight = 0;
  };
  std::vector<Weight> weights{};
  double residual = 0;  // what is left, over the fork's values
  bool exact = false;   // as little as rounding leaves
};

// Of samples: sums of products, which is all that least squares need.
class MixtureSums {
 public:
  explicit MixtureSums(std::size_t bases);

  // Values of one tensor, of the fork and of each base, at the same places. What is no number is left out.
  void add(const std::vector<double>& fork, const std::vector<std::vector<double>>& bases);

  // Nothing where one base alone is about as near, or there is nothing to fit. `dtype` is the fork's.
  [[nodiscard]] std::optional<Mixture> find(tensors::Dtype dtype) const;

 private:
  struct Fit {
    std::vector<std::size_t> bases{};
    std::vector<double> weights{};
    double residual = 0;
  };
  [[nodiscard]] std::optional<Fit> fit(const std::vector<std::size_t>& subset) const;

  std::size_t bases_;
  std::vector<std::vector<double>> products_;  // of two bases
  std::vector<double> with_fork_;
  double fork_ = 0;
};

}  // namespace weightcheck::lineage
