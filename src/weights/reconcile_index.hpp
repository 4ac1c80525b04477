// SPDX-License-Identifier: Apache-2.0
// The two tensor-by-tensor comparisons behind reconcile(): one index with its shards, and a shard set that has no
// index.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "weights/reconcile.hpp"

namespace weightcheck::weights {

using FilesByPath = std::map<std::string_view, const FileHere*>;

// Adds what is wrong between the index and the files that it names. Where none of them is here and `others` says that
// other weights lie beside it, the index is stale; what is to be said of that is settled by the caller.
enum class Others : std::uint8_t { none, here };
void compare_index(const Index& index, const FilesByPath& files, Others others, const std::stop_token& stop,
                   Reconciliation& facts);

// Adds the tensors that stand in more than one of the shards.
void compare_shards(const std::vector<const FileHere*>& shards, const std::stop_token& stop, Reconciliation& facts);

}  // namespace weightcheck::weights
