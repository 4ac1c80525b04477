// SPDX-License-Identifier: Apache-2.0
// SHA-256 is always computed. A git id costs a second digest several times as slow, so it is computed only where
// SHA-256 cannot decide: where an LFS pointer is known, its content's digest does.
#include "workflow/hash_plan.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

#include "base/limits.hpp"
#include "git/lfs_pointer.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Algorithm;
using evidence::AlgorithmSet;
using evidence::blob_algorithm;
using evidence::Claim;
using evidence::Evidence;
using evidence::ModelFile;

// A git blob that is named for a file.
struct NamedBlob {
  git::ObjectId id;
  bool is_pointer = false;                 // known to be one: SHA-256 decides
  bool is_raw = false;                     // likely to be the content itself, as pointers would be told
  const git::ProofEntry* entry = nullptr;  // of the tree that names it
};

bool is_pointer(const Claim& claim, const git::ObjectId& id) {
  const auto sha256 = claim.sha256();
  if (!sha256 || !claim.file_size) return false;
  const auto pointer = git::pointer_blob_id(id.format(), *sha256, *claim.file_size);
  return pointer.ok() && *pointer == id;
}

// A base's blob of a very large file is taken for a pointer: no host of git keeps such files raw, and every changed
// shard of a fork would be read twice.
void add_base(const git::CommitProof& proof, const ModelFile& file, std::vector<NamedBlob>& blobs) {
  const git::ProofEntry* entry = proof.find(file.path);
  if (entry == nullptr || (entry->mode != git::Mode::file && entry->mode != git::Mode::executable)) return;
  const bool pointer = entry->pointer || file.size > limits::base_blob_bytes_max;
  blobs.push_back({.id = entry->id, .is_pointer = pointer, .entry = entry});
}

class Planner {
 public:
  explicit Planner(const Evidence& evidence) : evidence_(evidence) {
    pointers_told_ = evidence.proof && std::ranges::any_of(evidence.proof->entries,
                                                           [](const auto& entry) { return entry.pointer.has_value(); });
  }

  [[nodiscard]] AlgorithmSet wanted(const ModelFile& file) const {
    AlgorithmSet algorithms{Algorithm::sha256};
    const bool both = file.size <= both_digests_bytes_max;
    for (const NamedBlob& blob : blobs_of(file)) {
      if (!blob.is_pointer && (both || blob.is_raw)) algorithms.add(blob_algorithm(blob.id.format()));
    }
    if (both) {  // a base may hold it under another name
      for (const auto& base : evidence_.bases)
        algorithms.add(blob_algorithm(base.proof.format()));
    }
    return algorithms;
  }

  // The git ids that SHA-256 was not enough for.
  [[nodiscard]] AlgorithmSet unexplained(const ModelFile& file, const evidence::DigestSet& digests) const {
    AlgorithmSet algorithms;
    const auto sha256 = digests.sha256();
    for (const NamedBlob& blob : blobs_of(file)) {
      if (blob.is_pointer || digests.blob_id(blob.id.format()) || !sha256) continue;
      const auto pointer = git::pointer_blob_id(blob.id.format(), *sha256, file.size);
      const bool explained = (pointer.ok() && *pointer == blob.id) ||
                             (blob.entry != nullptr && is_lfs_content(*blob.entry, *sha256, file.size).value_or(false));
      if (!explained) algorithms.add(blob_algorithm(blob.id.format()));
    }
    return algorithms;
  }

 private:
  [[nodiscard]] std::vector<NamedBlob> blobs_of(const ModelFile& file) const {
    std::vector<NamedBlob> blobs;
    for (const evidence::ClaimSet& set : evidence_.claim_sets) {
      const Claim* claim = set.find(file.path);
      const auto id = claim == nullptr || claim->of_link ? std::nullopt : claim->blob_id();
      if (!id) continue;
      const bool of_commit = set.coverage == evidence::Coverage::commit;
      blobs.push_back({.id = *id,
                       .is_pointer = is_pointer(*claim, *id),
                       .is_raw = of_commit && pointers_told_,
                       .entry = of_commit ? evidence_.proof->find(file.path) : nullptr});
    }
    for (const auto& base : evidence_.bases)
      add_base(base.proof, file, blobs);
    return blobs;
  }

  const Evidence& evidence_;
  bool pointers_told_ = false;
};

// Names of one file (hard links, a cache's shared blobs) are read once, for what any of them is asked for.
void share_wants(pipeline::HashPlan& plan) {
  using Key = std::tuple<std::uint64_t, std::uint64_t>;
  std::map<Key, AlgorithmSet> wanted;
  const auto key = [](const pipeline::HashItem& item) { return Key{item.expected.device, item.expected.inode}; };
  for (const auto& item : plan.items)
    wanted[key(item)].add(item.wanted);
  for (auto& item : plan.items) {
    if (item.expected.inode != 0) item.wanted = wanted[key(item)];
  }
}

// A file of another size than is said, or that nobody speaks of, has failed before it is read. It is read where
// it is small, so that its digest can be told, or where its bytes may be what is said of another file, or a base's; and
// of such files no more than of those that may still hold. A sparse file of 8 TiB takes no room on a disk, and hours to
// read.
class Doomed {
 public:
  explicit Doomed(const Evidence& evidence) : evidence_(evidence), may_be_any_(!evidence.bases.empty()) {
    for (const evidence::ClaimSet& set : evidence.claim_sets) {
      for (const Claim& claim : set.claims) {
        if (claim.file_size) sizes_.insert(*claim.file_size);
        may_be_any_ = may_be_any_ || !claim.file_size;
      }
    }
    for (const ModelFile& file : evidence.tree.files) {
      if (may_hold(file)) large_left_ += file.size;
    }
  }

  [[nodiscard]] bool is_not_worth_reading(const ModelFile& file) {
    if (may_hold(file)) return false;
    if (of_store(file) != nullptr) return true;  // it is the content of one digest or of none
    const bool may_be_elsewhere = may_be_any_ || sizes_.contains(file.size);
    std::uint64_t& left = file.size <= small_left_ ? small_left_ : large_left_;
    if (file.size > left || (&left == &large_left_ && !may_be_elsewhere)) return true;
    left -= file.size;
    return false;
  }

 private:
  [[nodiscard]] const evidence::StoreFile* of_store(const ModelFile& file) const {
    return evidence_.store ? evidence_.store->find(file.path) : nullptr;
  }

  // Somebody says its size, or speaks of it by a digest alone, as git does, and nobody says another size.
  [[nodiscard]] bool may_hold(const ModelFile& file) const {
    if (const auto* blob = of_store(file); blob != nullptr) return blob->size == file.size;
    bool by_digest = !evidence_.has_claims(), contradicted = false;
    for (const evidence::ClaimSet& set : evidence_.claim_sets) {
      const Claim* claim = set.find(file.path);
      if (claim == nullptr) continue;
      if (claim->of_link || claim->file_size == file.size) return true;
      (claim->file_size ? contradicted : by_digest) = true;
    }
    return by_digest && !contradicted;
  }

  const Evidence& evidence_;
  std::unordered_set<std::uint64_t> sizes_;  // that are said of some file
  bool may_be_any_ = false;                  // of some file no size is said
  std::uint64_t small_left_ = std::uint64_t{64} << 20;
  std::uint64_t large_left_ = std::uint64_t{1} << 30;
};

}  // namespace

pipeline::HashPlan plan_hashing(const Evidence& evidence) {
  const Planner planner(evidence);
  Doomed doomed(evidence);
  pipeline::HashPlan plan;
  plan.items.reserve(evidence.tree.files.size());
  for (const ModelFile& file : evidence.tree.files) {
    if (doomed.is_not_worth_reading(file)) continue;
    plan.items.push_back({.path = file.path, .expected = file.identity, .wanted = planner.wanted(file)});
  }
  share_wants(plan);
  return plan;
}

pipeline::HashPlan plan_second_look(const Evidence& evidence,
                                    const std::vector<evidence::FileObservation>& observations) {
  const Planner planner(evidence);
  pipeline::HashPlan plan;
  for (const auto& seen : observations) {
    const ModelFile* file = seen.digests.ok() ? evidence.tree.find(seen.path) : nullptr;
    if (file == nullptr) continue;
    const AlgorithmSet wanted = planner.unexplained(*file, *seen.digests);
    if (wanted != AlgorithmSet{})
      plan.items.push_back({.path = seen.path, .expected = seen.identity, .wanted = wanted});
  }
  return plan;
}

}  // namespace weightcheck::workflow
