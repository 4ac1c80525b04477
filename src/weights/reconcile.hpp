// SPDX-License-Identifier: Apache-2.0
// Do the weight files, their names and the indexes of a model agree? Facts only; which of them is an error is for the
// rules. Folders are judged each for itself (transformer/, unet/, text_encoder/ of diffusers layouts), since loaders
// open one folder at a time; an index may still name files in folders below its own.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/model_path.hpp"
#include "tensors/tensor_layout.hpp"
#include "weights/file_names.hpp"
#include "weights/index.hpp"

namespace weightcheck::weights {

// A file of the model, of whatever kind: an index may name any.
struct FileHere {
  ModelPath path;
  // Null where it is not a weight file or could not be read: it is here, and what would need its tensors is not judged.
  const tensors::TensorLayout* layout = nullptr;
};

struct NameSample {
  std::uint64_t count = 0;
  std::vector<std::string> first;  // raw, a few of them, each cut to a length that can be shown

  void add(std::string_view name);

  friend bool operator==(const NameSample&, const NameSample&) = default;
};

struct MissingShard {
  ModelPath index;
  ModelPath shard;
  std::uint64_t tensors = 0;  // mapped to it

  friend bool operator==(const MissingShard&, const MissingShard&) = default;
};

// None of the files that an index names is here, and other weights are.
struct StaleIndex {
  ModelPath index;
  std::uint64_t files = 0;               // that it names
  std::vector<std::string> first_files;  // paths, a few of them
  std::string elsewhere;  // a file of a whole set that loaders take without this index, where there is one; raw

  friend bool operator==(const StaleIndex&, const StaleIndex&) = default;
};

struct UnsafePath {
  ModelPath index;
  std::string name;  // raw
  std::string reason;

  friend bool operator==(const UnsafePath&, const UnsafePath&) = default;
};

struct TensorMismatch {
  ModelPath index;
  ModelPath shard;
  NameSample tensors;

  friend bool operator==(const TensorMismatch&, const TensorMismatch&) = default;
};

struct DuplicateTensors {
  ModelPath shard;
  ModelPath also_in;  // where the first of them is too
  NameSample tensors;

  friend bool operator==(const DuplicateTensors&, const DuplicateTensors&) = default;
};

struct UnindexedWeights {
  ModelPath path;
  ModelPath index;
  bool shadows_index = false;  // loaders take this one file and never look at the index

  friend bool operator==(const UnindexedWeights&, const UnindexedWeights&) = default;
};

struct IncompleteSet {
  std::string folder;  // "" at the root
  ShardName set;       // `number` is one that is there; the widths are those of the whole set
  std::uint64_t missing = 0;
  std::vector<std::string> first_missing;  // file names
  std::uint64_t surplus = 0;               // numbers behind the last one of the set

  friend bool operator==(const IncompleteSet&, const IncompleteSet&) = default;
};

struct TotalSizeDifference {
  ModelPath index;
  std::uint64_t stated = 0;
  std::uint64_t found = 0;

  friend bool operator==(const TotalSizeDifference&, const TotalSizeDifference&) = default;
};

// In the order of the indexes and files given.
struct Reconciliation {
  std::vector<MissingShard> missing_shards;
  std::vector<StaleIndex> stale_indexes;  // their shards are not among the missing ones
  std::vector<UnsafePath> unsafe_paths;
  std::vector<TensorMismatch> missing_tensors;    // in the index, and not in the shard that it names
  std::vector<TensorMismatch> unindexed_tensors;  // in a shard that the index uses, and not in the index
  std::vector<DuplicateTensors> duplicate_tensors;
  std::vector<UnindexedWeights> unindexed_weights;
  std::vector<IncompleteSet> incomplete_sets;
  std::vector<TotalSizeDifference> total_sizes;
  std::vector<ModelPath> repeating_indexes;  // list a tensor twice

  friend bool operator==(const Reconciliation&, const Reconciliation&) = default;
};

// Time and memory near-linear in the tensors. Ends soon after `stop` is requested; the facts are not to be used then.
[[nodiscard]] Reconciliation reconcile(std::span<const FileHere> files, std::span<const Index> indexes,
                                       const std::stop_token& stop = {});

}  // namespace weightcheck::weights
