// SPDX-License-Identifier: Apache-2.0
// Which git blobs are named for a file, by the pinned commit, by a claim or by a base model: from that follows what has
// to be computed of it besides its SHA-256.
#pragma once

#include <vector>

#include "base/digest.hpp"
#include "evidence/evidence.hpp"
#include "git/object_id.hpp"
#include "git/proof.hpp"
#include "pipeline/hash_files.hpp"

namespace weightcheck::workflow {

struct NamedBlob {
  git::ObjectId id;
  const git::ProofEntry* entry = nullptr;  // of the tree that names it; none for a claim
  bool of_base = false;
};

[[nodiscard]] std::vector<NamedBlob> named_blobs(const evidence::Evidence& evidence, const evidence::ModelFile& file);

// What the first read of a file computes: small files get both digests at once.
[[nodiscard]] pipeline::Want first_want(const evidence::Evidence& evidence, const evidence::ModelFile& file);

// Is one of the blobs named for this file not explained by its SHA-256, as the LFS pointer of which is the blob? Then
// only its own blob id can tell. A base's blob of a very large file is taken for a pointer: no host of git keeps such
// files raw, and every changed shard of a fork would be read twice.
[[nodiscard]] bool needs_blob_id(const evidence::Evidence& evidence, const evidence::ModelFile& file,
                                 const Digest& sha256);

// In which blob ids are computed. All that are named are of one format, which gather_expectations sees to.
[[nodiscard]] git::ObjectFormat blob_format(const evidence::Evidence& evidence);

}  // namespace weightcheck::workflow
