// SPDX-License-Identifier: Apache-2.0
// The dimensions of many tensors in little memory, for those who ask for more than whether they fit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace weightcheck::tensors {

// By the numbers of the tensors' names.
class ShapeList {
 public:
  // Of a tensor with more dimensions than this, so many and one are kept: no framework makes one.
  static constexpr std::size_t rank_max = 32;

  void set(std::uint32_t name, std::span<const std::uint64_t> dimensions);
  [[nodiscard]] std::span<const std::uint64_t> of(std::uint32_t name) const;  // none where nothing was set

 private:
  struct Place {
    std::uint32_t begin = 0;
    std::uint32_t count = 0;
  };
  std::vector<Place> places_;
  std::vector<std::uint64_t> dimensions_;
};

}  // namespace weightcheck::tensors
