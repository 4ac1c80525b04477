// SPDX-License-Identifier: Apache-2.0
// Why a run of held links up to the end counts, and one in the middle does not: docs/ledger-format.md.
#include "ledger/links.hpp"

#include <algorithm>

namespace weightcheck::ledger {

hash::Stream stream_before(const Shard& shard, std::size_t tensor) {
  if (tensor == 0) {
    hash::Stream stream;
    stream.update(bytes_of(shard.header));
    return stream;
  }
  const Position& before = shard.tensors[tensor - 1].end;
  return {before.value, before.lead, shard.begin_of(tensor)};
}

Link judge_link(const Shard& shard, std::size_t tensor, const hash::Stream& reached) {
  const Position& said = shard.tensors[tensor].end;
  const bool holds = reached.bytes() == shard.end_of(tensor) && reached.value() == said.value &&
                     std::ranges::equal(reached.lead(), said.lead);
  return holds ? Link::held : Link::broken;
}

std::vector<Level> levels_of(const Shard& shard, const std::vector<Link>& links) {
  std::vector<Level> levels(shard.tensors.size(), Level::listed);
  if (shard.kind == ShardKind::raw) return levels;
  const auto is_held = [&](std::size_t i) {
    return links[i] == Link::held || (shard.layout.tensors[i].size() == 0 && links[i] != Link::broken);
  };
  // What stands behind the last tensor was held against the shard's digest when the ledger was read.
  std::size_t tail = shard.tensors.size();
  while (tail > 0 && is_held(tail - 1))
    levels[--tail] = Level::chained;
  if (tail == 0) std::ranges::fill(levels, Level::proven);
  return levels;
}

}  // namespace weightcheck::ledger
