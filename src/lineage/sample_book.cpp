// SPDX-License-Identifier: Apache-2.0
#include "lineage/sample_book.hpp"

#include <algorithm>

#include "ledger/casts.hpp"

namespace weightcheck::lineage {

bool SampleBook::can_be(tensors::Dtype dtype) const {
  if (!tensor_.dtype) return false;
  return dtype == *tensor_.dtype || (ledger::can_cast(dtype) && ledger::can_cast(*tensor_.dtype));
}

Result<std::vector<std::byte>> SampleBook::values(const ledger::Grid& grid, Order order, std::uint64_t offset) {
  const Key key{grid.rows, grid.columns, grid.run, order.kind, order.heads, offset};
  const auto known = values_.find(key);
  if (known != values_.end()) return known->second;
  auto read = samples(tensor_, read_, grid, order, offset);
  if (read.ok()) values_.emplace(key, *read);
  return read;
}

Result<std::vector<Id>> SampleBook::matching(const ShapeClass& one, Order order, std::uint64_t offset) {
  if (!one.grid || !can_be(one.dtype)) return std::vector<Id>();
  auto taken = values(*one.grid, order, offset);
  if (!taken.ok()) return taken.error();
  std::vector<std::byte> bytes = *std::move(taken);
  if (one.dtype != *tensor_.dtype) {
    ledger::Caster caster(*tensor_.dtype, one.dtype);
    const ByteSpan cast = caster.convert(bytes);
    if (caster.loses()) return std::vector<Id>();
    bytes = {cast.begin(), cast.end()};
  }
  std::vector<Id> ids = bases_.with_sketch(bytes, one.dtype);
  std::erase_if(ids, [&](Id id) {
    return bases_.dtype_of(id) != one.dtype || !std::ranges::equal(bases_.shape_of(id), one.shape);
  });
  return ids;
}

Result<bool> SampleBook::matching_casts(const ShapeClass& one, Order order) {
  if (!one.grid || one.dtype == *tensor_.dtype || !can_be(one.dtype)) return false;
  const auto taken = values(*one.grid, order, 0);
  if (!taken.ok()) return taken.error();
  return !bases_.with_cast_sketch(*taken, *tensor_.dtype).empty();
}

}  // namespace weightcheck::lineage
