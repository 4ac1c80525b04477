// SPDX-License-Identifier: Apache-2.0
// Tensors without bytes share their place with others: then their names decide.
#include <algorithm>
#include <tuple>

#include "ledger/ledger.hpp"
#include "safetensors/header.hpp"

namespace weightcheck::ledger {

Result<Layout> read_layout(ByteSpan header, std::uint64_t file_size) {
  auto inspected = safetensors::inspect_header(header, file_size, {}, safetensors::Shapes::keep);
  if (!inspected.accepted())
    return malformed("header is rejected: " + std::string(name_of(inspected.rejection->error)) + ", " +
                     inspected.rejection->detail);
  Layout layout{*std::move(inspected.layout), std::move(inspected.shapes)};
  std::sort(layout.tensors.begin(), layout.tensors.end(), [&](const tensors::Tensor& a, const tensors::Tensor& b) {
    return std::tuple(a.begin, a.end, layout.name_of(a)) < std::tuple(b.begin, b.end, layout.name_of(b));
  });
  for (const tensors::Tensor& tensor : layout.tensors) {
    if (layout.shapes.of(tensor.name).size() > tensors::ShapeList::rank_max)
      return malformed("header has a tensor of more than " + std::to_string(tensors::ShapeList::rank_max) +
                       " dimensions");
  }
  return layout;
}

}  // namespace weightcheck::ledger
