// SPDX-License-Identifier: Apache-2.0
// A merge of four sorted lists. Each status is set by a comparison that was made; what falls through stays `unhashed`
// or `unproven`.
#include "evidence/comparison.hpp"

#include <algorithm>

#include "git/lfs_pointer.hpp"

namespace weightcheck::evidence {
namespace {

template <typename T>
const T* find_path(const std::vector<T>& sorted, const ModelPath& path) {
  const auto place = std::ranges::lower_bound(sorted, path, {}, &T::path);
  return place != sorted.end() && place->path == path ? &*place : nullptr;
}

// Is this content the blob with this id, raw or behind its canonical LFS pointer? nullopt: not enough was computed to
// say no.
std::optional<Anchor> match(const git::ObjectId& id, const DigestSet& digests, std::uint64_t size) {
  if (digests.sha256) {
    const auto pointer = git::pointer_blob_id(id.format(), *digests.sha256, size);
    if (pointer.ok() && *pointer == id) return Anchor::anchored_lfs;
  }
  if (digests.blob_id) return *digests.blob_id == id ? Anchor::anchored_raw : Anchor::differs;
  return std::nullopt;
}

class Comparer {
 public:
  explicit Comparer(const ComparisonInput& input) : input_(input), bases_(input.bases) {}

  std::vector<FileRow> run() {
    rows_.reserve(input_.tree.files.size() + input_.claims.size());
    for (const ModelFile& file : input_.tree.files)
      rows_.push_back(present(file, find_path(input_.observations, file.path)));
    const std::size_t here = rows_.size();
    for (const Claim& claim : input_.claims) {
      if (input_.tree.find(claim.path) != nullptr) continue;
      FileRow row{.path = claim.path,
                  .claimed_size = claim.size,
                  .claimed_sha256 = claim.sha256,
                  .claimed = true,
                  .integrity = Integrity::missing};
      row.anchor = absence(claim.path);
      rows_.push_back(std::move(row));
    }
    if (input_.commit != nullptr) {
      for (const git::ProofEntry& entry : input_.commit->entries) {
        if (input_.tree.find(entry.path) != nullptr || find_path(input_.claims, entry.path) != nullptr) continue;
        rows_.push_back({.path = entry.path, .integrity = Integrity::missing, .anchor = Anchor::absent});
      }
    }
    if (rows_.size() > here) std::ranges::sort(rows_, {}, &FileRow::path);
    return std::move(rows_);
  }

 private:
  FileRow present(const ModelFile& file, const FileObservation* seen) const {
    FileRow row{.path = file.path, .size = file.size};
    if (seen != nullptr && seen->digests.ok()) row.sha256 = seen->digests->sha256;
    const Claim* claim = find_path(input_.claims, file.path);
    if (claim != nullptr) {
      row.claimed = true;
      row.claimed_size = claim->size;
      row.claimed_sha256 = claim->sha256;
    }
    row.integrity = integrity(file, claim, seen);
    if (seen != nullptr && !seen->digests.ok()) row.error = seen->digests.error();
    row.anchor = anchor(file, seen);
    set_origin(row, file, seen);
    return row;
  }

  static Integrity integrity(const ModelFile& file, const Claim* claim, const FileObservation* seen) {
    if (claim != nullptr && claim->size && file.size != *claim->size) {
      return file.size < *claim->size ? Integrity::too_short : Integrity::too_long;
    }
    if (seen != nullptr && !seen->digests.ok()) {
      switch (seen->digests.error().code) {
        case ErrorCode::changed:
          return Integrity::changed;
        case ErrorCode::interrupted:
          return Integrity::unhashed;
        default:
          return Integrity::unreadable;
      }
    }
    if (claim == nullptr) return Integrity::unlisted;
    if (seen == nullptr) return Integrity::unhashed;
    if (claim->of_link) return is_same_link(*claim->blob_id, file) ? Integrity::ok : Integrity::differs;
    return held_against(*claim, *seen->digests, file.size);
  }

  static Integrity held_against(const Claim& claim, const DigestSet& digests, std::uint64_t size) {
    bool shown = false;
    if (claim.sha256) {
      if (!digests.sha256) return Integrity::unhashed;
      if (*digests.sha256 != *claim.sha256) return Integrity::differs;
      shown = true;
    }
    if (claim.blob_id) {
      const auto matched = match(*claim.blob_id, digests, size);
      if (!matched) return Integrity::unhashed;
      if (*matched == Anchor::differs) return Integrity::differs;
      shown = true;
    }
    return shown ? Integrity::ok : Integrity::unhashed;
  }

  Anchor anchor(const ModelFile& file, const FileObservation* seen) const {
    if (input_.commit == nullptr) return Anchor::none;
    const git::ProofEntry* entry = input_.commit->find(file.path);
    if (entry == nullptr) return input_.commit->is_unproven(file.path) ? Anchor::unproven : Anchor::unanchored;
    if (entry->mode == git::Mode::submodule) return Anchor::differs;
    if (entry->mode == git::Mode::symlink)
      return is_same_link(entry->id, file) ? Anchor::anchored_raw : Anchor::differs;
    // A stub's bytes are what the tree names, and the content is not here: never anchored.
    if (std::ranges::binary_search(input_.pointer_stubs, file.path)) return Anchor::differs;
    if (seen == nullptr || !seen->digests.ok()) return Anchor::unproven;
    if (seen->digests->sha256) {  // also by a pointer that the proof carries and that is not canonical
      const auto is_content = git::is_lfs_content(*entry, *seen->digests->sha256, file.size);
      if (is_content.ok() && *is_content) return Anchor::anchored_lfs;
    }
    return match(entry->id, *seen->digests, file.size).value_or(Anchor::unproven);
  }

  // A stub is not the content that the trees name: whose that would be is not told by it.
  void set_origin(FileRow& row, const ModelFile& file, const FileObservation* seen) const {
    if (bases_.empty() || seen == nullptr || !seen->digests.ok()) return;
    if (std::ranges::binary_search(input_.pointer_stubs, file.path)) return;
    row.base = bases_.find(file, *seen->digests);
    const bool own = row.anchor == Anchor::anchored_lfs || row.anchor == Anchor::anchored_raw;
    row.origin = row.base ? (own ? Origin::both : Origin::base) : (own ? Origin::own : Origin::nobody);
  }

  static bool is_same_link(const git::ObjectId& id, const ModelFile& file) {
    if (!file.link_target) return false;
    const auto own = git::object_id(id.format(), git::ObjectType::blob, bytes_of(*file.link_target));
    return own.ok() && *own == id;
  }

  Anchor absence(const ModelPath& path) const {
    if (input_.commit == nullptr) return Anchor::none;
    if (input_.commit->find(path) != nullptr) return Anchor::absent;
    return input_.commit->is_unproven(path) ? Anchor::unproven : Anchor::unanchored;
  }

  const ComparisonInput& input_;
  BaseIndex bases_;
  std::vector<FileRow> rows_;
};

}  // namespace

std::string_view name_of(Integrity integrity) {
  static constexpr std::string_view names[] = {"ok",      "differs", "missing", "unlisted", "unreadable",
                                               "changed", "short",   "long",    "unhashed"};
  return names[static_cast<std::size_t>(integrity)];
}

std::string_view name_of(Anchor anchor) {
  static constexpr std::string_view names[] = {"anchored-lfs", "anchored-raw", "differs", "unanchored",
                                               "unproven",     "absent",       "none"};
  return names[static_cast<std::size_t>(anchor)];
}

std::vector<FileRow> compare(const ComparisonInput& input) { return Comparer(input).run(); }

}  // namespace weightcheck::evidence
