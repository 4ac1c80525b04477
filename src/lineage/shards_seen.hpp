// SPDX-License-Identifier: Apache-2.0
// Which files of established bases the fork's bytes rebuild, and what is missing of the others.
#pragma once

#include <vector>

#include "lineage/judge.hpp"

namespace weightcheck::lineage {

struct ShardsSeen {
  std::vector<Missing> missing{};                 // by base and path, ranges that touch are one
  std::vector<std::vector<ShardSeen>> of_base{};  // one list a base; empty for one that is not established
};

// `levels` has one word an Id; of `outcome` the rows and bases are asked. Bytes are missing of files in which something
// telling was found with its bytes, and of no base that lies here.
[[nodiscard]] ShardsSeen look_at_shards(const Bases& bases, const Seen& seen, const std::vector<Evidence>& levels,
                                        const Outcome& outcome);

}  // namespace weightcheck::lineage
