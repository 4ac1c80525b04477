// SPDX-License-Identifier: Apache-2.0
// From what was found of each tensor to the answer: which base each row is attributed to, how well that is shown, which
// bases are established, and what is missing for a proof. Pure.
#pragma once

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "lineage/bases.hpp"
#include "lineage/exact.hpp"
#include "lineage/outcome.hpp"
#include "lineage/partner.hpp"

namespace weightcheck::lineage {

struct Seen {
  std::vector<ForkTensor> tensors{};               // by file, then as their data lie
  std::vector<std::optional<Exact>> exact{};       // one a tensor; none where bytes were not read
  std::vector<std::optional<Partner>> partners{};  // one a tensor
  std::vector<ledger::Link> links{};               // one an Id
  std::vector<Unread> unread{};
  std::set<std::pair<std::size_t, std::size_t>> raw_proven{};  // base and shard: the whole file was rebuilt
};

// Base tensors of which the fork has the very bytes, with where they are: the number of the tensor, and its piece. One
// of several places.
struct AtHand {
  std::size_t tensor = 0;
  std::size_t piece = 0;
};
[[nodiscard]] std::vector<std::optional<AtHand>> at_hand(const Bases& bases, const Seen& seen);

[[nodiscard]] Outcome judge(const Bases& bases, Seen seen);

}  // namespace weightcheck::lineage
