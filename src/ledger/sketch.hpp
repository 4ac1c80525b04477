// SPDX-License-Identifier: Apache-2.0
// Which 192 bytes of a tensor its sketch holds: neighbouring columns of a few rows, chosen by the shape alone.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tensors/dtype.hpp"

namespace weightcheck::ledger {

inline constexpr std::uint64_t sketched_bytes_min = 4096;  // of a tensor

struct Grid {
  std::uint64_t rows = 0, columns = 0;  // of the tensor, seen as a matrix
  std::uint64_t element_bytes = 0;
  std::vector<std::uint64_t> taken{};  // rows, at most 8
  std::uint64_t first = 0;             // column
  std::uint64_t run = 0;               // columns from there on

  [[nodiscard]] std::size_t values() const { return taken.size() * static_cast<std::size_t>(run); }
  [[nodiscard]] std::size_t bytes() const { return values() * static_cast<std::size_t>(element_bytes); }

  friend bool operator==(const Grid&, const Grid&) = default;
};

// Of a matrix that has values. The same for the same numbers, everywhere.
[[nodiscard]] Grid grid_of(std::uint64_t rows, std::uint64_t columns, std::uint64_t element_bytes);

// How a tensor is seen as a matrix, and what of it is taken; nothing for one that has no sketch.
[[nodiscard]] std::optional<Grid> grid_of(tensors::Dtype dtype, std::span<const std::uint64_t> shape);

}  // namespace weightcheck::ledger
