// SPDX-License-Identifier: Apache-2.0
// What a ledger says of a model's shards, from the bytes on disk: one read of each, all of them at once.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "evidence/model_tree.hpp"
#include "git/proof.hpp"
#include "io/model_directory.hpp"
#include "ledger/ledger.hpp"
#include "pipeline/hash_files.hpp"

namespace weightcheck::workflow {

enum class Lean : std::uint8_t {
  no,
  yes,  // no digests of casts, and sketches of the first expert alone
};

struct MeasureRequest {
  Lean lean = Lean::no;
  unsigned threads = 0;  // 0: the CPUs that this process may use
};

struct MeasuredShards {
  std::vector<ledger::Shard> shards{};       // those that the commit holds, sorted by path
  std::vector<std::string> not_of_commit{};  // printable sentences about the others
  std::vector<ModelPath> absent{};           // safetensors files of the commit that are not here
};

// Of the safetensors files in the tree, held against the commit. Errors: malformed (a file that is no safetensors),
// io, changed, interrupted; the message names the file.
[[nodiscard]] Result<MeasuredShards> measure_shards(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                                                    const git::CommitProof& proof, const MeasureRequest& request,
                                                    const std::stop_token& stop, pipeline::Progress* progress);

}  // namespace weightcheck::workflow
