// SPDX-License-Identifier: Apache-2.0
#include "tensors/shape_list.hpp"

#include "base/bytes.hpp"

namespace weightcheck::tensors {

void ShapeList::set(std::uint32_t name, std::span<const std::uint64_t> dimensions) {
  if (name >= places_.size()) places_.resize(std::size_t{name} + 1);
  places_[name] = {narrow<std::uint32_t>(dimensions_.size()), narrow<std::uint32_t>(dimensions.size())};
  dimensions_.insert(dimensions_.end(), dimensions.begin(), dimensions.end());
}

std::span<const std::uint64_t> ShapeList::of(std::uint32_t name) const {
  if (name >= places_.size()) return {};
  return std::span(dimensions_).subspan(places_[name].begin, places_[name].count);
}

}  // namespace weightcheck::tensors
