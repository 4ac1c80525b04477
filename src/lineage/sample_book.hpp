// SPDX-License-Identifier: Apache-2.0
// Samples of one fork tensor, each read once, and the base tensors whose sketches they equal. A hint of where to look:
// sketches are the ledger's word.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "lineage/bases.hpp"
#include "lineage/fork.hpp"

namespace weightcheck::lineage {

class SampleBook {
 public:
  SampleBook(const Bases& bases, const ForkTensor& tensor, const ReadAt& read)
      : bases_(bases), tensor_(tensor), read_(read) {}

  // Can the fork's bytes be of a base tensor of this type, as they are or after a cast?
  [[nodiscard]] bool can_be(tensors::Dtype dtype) const;

  // Of the class, those whose sketch the fork's values have in this order, `offset` bytes from its beginning on, after
  // an exact cast to the class's type. Errors: those of reading.
  [[nodiscard]] Result<std::vector<Id>> matching(const ShapeClass& one, Order order, std::uint64_t offset);
  // Is there one of which the fork's values are a lossy cast?
  [[nodiscard]] Result<bool> matching_casts(const ShapeClass& one, Order order);

  // The values themselves. Errors: those of reading.
  [[nodiscard]] Result<std::vector<std::byte>> values(const ledger::Grid& grid, Order order, std::uint64_t offset);

 private:
  using Key = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, OrderKind, std::uint64_t, std::uint64_t>;

  const Bases& bases_;
  const ForkTensor& tensor_;
  const ReadAt& read_;
  std::map<Key, std::vector<std::byte>> values_;
};

}  // namespace weightcheck::lineage
