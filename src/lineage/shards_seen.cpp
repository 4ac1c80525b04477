// SPDX-License-Identifier: Apache-2.0
#include "lineage/shards_seen.hpp"

#include <set>
#include <utility>

namespace weightcheck::lineage {
namespace {

struct Here {
  std::set<std::pair<std::size_t, std::size_t>> telling{};  // base and shard
  std::set<Digest> contents{};                              // of base tensors whose bytes the fork has
};

Here here_of(const Bases& bases, const Seen& seen, const Outcome& outcome) {
  Here here;
  for (std::size_t i = 0; i < outcome.rows.size(); ++i) {
    if (!seen.exact[i]) continue;
    for (const FoundPiece& piece : seen.exact[i]->pieces) {
      if (!piece.recovers) continue;
      here.contents.insert(piece.sha256);
      if (outcome.rows[i].common) continue;
      for (const Id id : ids_of(bases, piece))
        here.telling.insert({bases.base_of(id), bases.shard_number(id)});
    }
  }
  return here;
}

}  // namespace

ShardsSeen look_at_shards(const Bases& bases, const Seen& seen, const std::vector<Evidence>& levels,
                          const Outcome& outcome) {
  const Here here = here_of(bases, seen, outcome);
  ShardsSeen shards;
  shards.of_base.resize(bases.all().size());
  for (std::size_t b = 0; b < bases.all().size(); ++b) {
    if (!outcome.bases[b].established) continue;
    const bool lies_here = bases.all()[b].verified;
    for (std::size_t s = 0; s < bases.all()[b].ledger.shards.size(); ++s) {
      const ledger::Shard& shard = bases.all()[b].ledger.shards[s];
      const bool found = here.telling.contains({b, s});
      bool proven = true;
      for (std::size_t t = 0; t < shard.tensors.size(); ++t) {
        const ByteRange range{shard.begin_of(t), shard.end_of(t)};
        const Id id = bases.first_of(b, s) + static_cast<Id>(t);
        proven = proven && levels[id] == Evidence::proven;
        const bool is_here = here.contents.contains(shard.tensors[t].sha256) || seen.links[id] == ledger::Link::held;
        if (!found || lies_here || range.begin == range.end || is_here) continue;
        auto& missing = shards.missing;
        if (!missing.empty() && missing.back().base == b && missing.back().shard == shard.path &&
            missing.back().range.end == range.begin) {
          missing.back().range.end = range.end;
        } else {
          missing.push_back({b, shard.path, shard.sha256, range});
        }
      }
      shards.of_base[b].push_back({shard.path, shard.size, found || lies_here, proven || lies_here});
    }
  }
  return shards;
}

}  // namespace weightcheck::lineage
