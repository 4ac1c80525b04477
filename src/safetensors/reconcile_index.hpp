// SPDX-License-Identifier: Apache-2.0
// The two tensor-by-tensor comparisons behind reconcile(): one index with its shards, and a shard set that has no
// index.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "safetensors/reconcile.hpp"

namespace weightcheck::safetensors {

using ShardsByPath = std::map<std::string_view, const Shard*>;

// Adds what is wrong between the index and the shards that it names.
void compare_index(const Index& index, const ShardsByPath& shards, Reconciliation& facts);

// Adds the tensors that stand in more than one of the shards.
void compare_shards(const std::vector<const Shard*>& shards, Reconciliation& facts);

}  // namespace weightcheck::safetensors
