// SPDX-License-Identifier: Apache-2.0
// A link's blob is its target, and a submodule's id no blob at all: neither asks for content.
#include "workflow/named_blobs.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "git/lfs_pointer.hpp"

namespace weightcheck::workflow {
namespace {

using pipeline::Want;

// Up to here a second digest in the same read costs less than a second read would.
constexpr std::uint64_t both_digests_bytes_max = std::uint64_t{1} << 20;

void add_entry(const git::CommitProof& proof, const ModelPath& path, bool of_base, std::vector<NamedBlob>& blobs) {
  const git::ProofEntry* entry = proof.find(path);
  if (entry == nullptr || (entry->mode != git::Mode::file && entry->mode != git::Mode::executable)) return;
  blobs.push_back({entry->id, entry, of_base});
}

bool is_explained(const NamedBlob& blob, const Digest& sha256, std::uint64_t size) {
  if (blob.entry != nullptr) return git::is_lfs_content(*blob.entry, sha256, size).value_or(false);
  const auto pointer = git::pointer_blob_id(blob.id.format(), sha256, size);
  return pointer.ok() && *pointer == blob.id;
}

}  // namespace

std::vector<NamedBlob> named_blobs(const evidence::Evidence& evidence, const evidence::ModelFile& file) {
  std::vector<NamedBlob> blobs;
  if (evidence.proof) add_entry(*evidence.proof, file.path, false, blobs);
  const auto claim = std::ranges::lower_bound(evidence.claims, file.path, {}, &evidence::Claim::path);
  if (claim != evidence.claims.end() && claim->path == file.path && claim->blob_id && !claim->of_link)
    blobs.push_back({*claim->blob_id, nullptr, false});
  for (const auto& base : evidence.bases)
    add_entry(base.proof, file.path, true, blobs);
  return blobs;
}

Want first_want(const evidence::Evidence& evidence, const evidence::ModelFile& file) {
  const bool wanted = !evidence.bases.empty() || !named_blobs(evidence, file).empty();
  return wanted && file.size <= both_digests_bytes_max ? Want::both : Want::sha256;
}

bool needs_blob_id(const evidence::Evidence& evidence, const evidence::ModelFile& file, const Digest& sha256) {
  return std::ranges::any_of(named_blobs(evidence, file), [&](const NamedBlob& blob) {
    const bool is_pointer = blob.of_base && (blob.entry->pointer || file.size > limits::base_blob_bytes_max);
    return !is_pointer && !is_explained(blob, sha256, file.size);
  });
}

git::ObjectFormat blob_format(const evidence::Evidence& evidence) {
  if (evidence.proof) return evidence.proof->format();
  if (!evidence.bases.empty()) return evidence.bases.front().proof.format();
  for (const auto& claim : evidence.claims) {
    if (claim.blob_id) return claim.blob_id->format();
  }
  return git::ObjectFormat::sha1;
}

}  // namespace weightcheck::workflow
