// SPDX-License-Identifier: Apache-2.0
// COMMIT.proof: what a commit holds, shown by the commit and its trees alone, as `git cat-file --batch` prints them.
//   proof  = commit *object
//   object = id SP type SP size LF body LF        type: tree, or blob for an LFS pointer; size: decimal, of the body
// Every id is computed anew, and every object must be reached from the commit: a proof shows what is in that commit and
// nothing else. That the commit is upstream's is not shown by it. docs/proof-format.md tells how to make one by hand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "git/commit.hpp"
#include "git/lfs_pointer.hpp"
#include "git/object_id.hpp"
#include "git/tree.hpp"

namespace weightcheck::git {

// One file, link or submodule of the commit; folders are their paths.
struct ProofEntry {
  ModelPath path;
  Mode mode = Mode::file;
  ObjectId id;
  std::optional<LfsPointer>
      pointer{};  // where the proof carries the blob: then the content's digest and size are known

  friend bool operator==(const ProofEntry&, const ProofEntry&) = default;
};

struct CommitProof {
  ObjectId commit;
  Commit details;
  std::vector<ProofEntry> entries;          // sorted by path bytes, no two alike
  std::vector<ModelPath> unproven_folders;  // in the commit, without a tree object here; sorted by path bytes

  [[nodiscard]] ObjectFormat format() const noexcept { return commit.format(); }
  // Null both for a path that is not in the commit and for one below an unproven folder: ask is_unproven() to tell.
  [[nodiscard]] const ProofEntry* find(const ModelPath& path) const;
  [[nodiscard]] bool is_unproven(const ModelPath& path) const;

  friend bool operator==(const CommitProof&, const CommitProof&) = default;
};

// Errors: malformed (also for an id that is not that of its object, an object nothing refers to, a name that is no
// ModelPath, a SHA-1 collision attack), limit, and io where no SHA-1 can be had. The message says which object.
[[nodiscard]] Result<CommitProof> parse_proof(ByteSpan bytes);

// The blobs among `objects` (in the form of a proof) that are LFS pointers of the commit's files, each once: what may
// stand behind a proof, so that sizes and digests are known beforehand. What is anything else is left out. "" where
// nothing of them would be new.
[[nodiscard]] std::string pointers_among(std::string_view objects, const CommitProof& proof);

// A canonical pointer in the form of a proof.
[[nodiscard]] std::string pointer_object(const ObjectId& id, const Digest& sha256, std::uint64_t size);

// Whether a file with this content is the entry, kept in git as an LFS pointer: by the canonical pointer's id, or by
// the pointer the proof carries. A symlink, a submodule and a pointer with extensions never are. Errors: those of
// pointer_blob_id().
[[nodiscard]] Result<bool> is_lfs_content(const ProofEntry& entry, const Digest& sha256, std::uint64_t size);

}  // namespace weightcheck::git
