// SPDX-License-Identifier: Apache-2.0
// Files so small that opening them costs as much as hashing them: read whole, one after another, and compressed many at
// a time.
#pragma once

#include <atomic>
#include <cstddef>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "hash/rates.hpp"
#include "pipeline/observations.hpp"

namespace weightcheck::pipeline {

inline constexpr std::size_t small_file_bytes_max = (std::size_t{64} << 10) - 1;

class SmallFiles {
 public:
  // `items` are indices of the plan.
  SmallFiles(std::vector<std::size_t> items, const hash::Rates& rates, Observations& observations)
      : items_(std::move(items)), rates_(rates), observations_(observations) {}

  [[nodiscard]] std::size_t batches() const;

  // Hashes batches until none is left; any number of threads may work at once. Returns the engines that did it.
  [[nodiscard]] std::set<std::string_view> work();

 private:
  [[nodiscard]] std::set<std::string_view> hash_batch(std::span<const std::size_t> items);

  std::vector<std::size_t> items_;
  const hash::Rates& rates_;
  Observations& observations_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace weightcheck::pipeline
