// SPDX-License-Identifier: Apache-2.0
// Under its own name first, then by the two blob ids that a content may have.
#include "evidence/owner.hpp"

#include <algorithm>
#include <tuple>

#include "git/lfs_pointer.hpp"

namespace weightcheck::evidence {
namespace {

bool is_file(const git::ProofEntry& entry) {
  return entry.mode == git::Mode::file || entry.mode == git::Mode::executable;
}

bool is_same(const git::ProofEntry& entry, const ModelFile& file, const DigestSet& digests) {
  if (entry.mode == git::Mode::symlink) {
    if (!file.link_target) return false;
    const auto id = git::object_id(entry.id.format(), git::ObjectType::blob, bytes_of(*file.link_target));
    return id.ok() && *id == entry.id;
  }
  if (!is_file(entry)) return false;
  if (digests.blob_id(entry.id.format()) == entry.id) return true;
  const auto sha256 = digests.sha256();
  return sha256 && git::is_lfs_content(entry, *sha256, file.size).value_or(false);
}

}  // namespace

std::string_view name_of(Owner owner) {
  static constexpr std::string_view names[] = {"unknown", "base", "own", "both", "nobody"};
  return names[static_cast<std::size_t>(owner)];
}

BaseIndex::BaseIndex(std::vector<const git::CommitProof*> bases) : bases_(std::move(bases)) {
  for (std::size_t base = 0; base < bases_.size(); ++base) {
    for (const git::ProofEntry& entry : bases_[base]->entries) {
      if (is_file(entry)) by_id_.push_back({entry.id, base, &entry.path});
    }
  }
  std::ranges::sort(by_id_, [](const Known& a, const Known& b) {
    return std::tie(a.id, a.base, *a.path) < std::tie(b.id, b.base, *b.path);
  });
}

const BaseIndex::Known* BaseIndex::known(const git::ObjectId& id) const {
  const auto found = std::ranges::lower_bound(by_id_, id, {}, &Known::id);
  return found != by_id_.end() && found->id == id ? &*found : nullptr;
}

std::optional<BasePlace> BaseIndex::find(const ModelFile& file, const DigestSet& digests) const {
  for (std::size_t base = 0; base < bases_.size(); ++base) {
    const git::ProofEntry* entry = bases_[base]->find(file.path);
    if (entry != nullptr && is_same(*entry, file, digests)) return BasePlace{base, file.path};
  }
  if (file.size == 0 || by_id_.empty()) return std::nullopt;
  const Known* best = nullptr;
  const auto take = [&](const git::ObjectId& id) {
    const Known* place = known(id);
    if (place != nullptr && (best == nullptr || place->base < best->base)) best = place;
  };
  for (const auto format : {git::ObjectFormat::sha1, git::ObjectFormat::sha256}) {
    if (const auto id = digests.blob_id(format)) take(*id);
    if (const auto sha256 = digests.sha256()) {
      if (const auto pointer = git::pointer_blob_id(format, *sha256, file.size); pointer.ok()) take(*pointer);
    }
  }
  return best == nullptr ? std::nullopt : std::optional(BasePlace{best->base, *best->path});
}

}  // namespace weightcheck::evidence
