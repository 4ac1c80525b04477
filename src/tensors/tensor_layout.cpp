// SPDX-License-Identifier: Apache-2.0
// Tensors are in the order of their offsets, so that a place in the data is found by halving.
#include "tensors/tensor_layout.hpp"

#include <algorithm>

namespace weightcheck::tensors {

std::size_t TensorLayout::first_beyond(std::uint64_t data_bytes) const {
  const auto found = std::partition_point(tensors.begin(), tensors.end(),
                                          [=](const Tensor& tensor) { return tensor.end <= data_bytes; });
  return static_cast<std::size_t>(found - tensors.begin());
}

}  // namespace weightcheck::tensors
