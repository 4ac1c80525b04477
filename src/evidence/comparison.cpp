// SPDX-License-Identifier: Apache-2.0
// A merge of sorted lists. Each status is set by a comparison that was made; what falls through stays `unhashed` or
// `unproven`.
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
  if (const auto sha256 = digests.sha256()) {
    const auto pointer = git::pointer_blob_id(id.format(), *sha256, size);
    if (pointer.ok() && *pointer == id) return Anchor::anchored_lfs;
  }
  if (const auto& other = digests.ruled_out()) {
    const auto pointer = git::pointer_blob_id(id.format(), *other, size);
    if (pointer.ok() && *pointer == id) return Anchor::differs;
  }
  if (const auto blob = digests.blob_id(id.format())) return *blob == id ? Anchor::anchored_raw : Anchor::differs;
  return std::nullopt;
}

// Of what a link leads to outside of the model, its text says nothing.
bool is_same_link(const git::ObjectId& id, const ModelFile& file) {
  if (!file.link_target || leads_out(file)) return false;
  const auto own = git::object_id(id.format(), git::ObjectType::blob, bytes_of(*file.link_target));
  return own.ok() && *own == id;
}

Held hold_one(const Expected& expected, const ModelFile& file, const DigestSet& digests) {
  if (const auto id = expected.blob_id()) {
    const auto matched = match(*id, digests, file.size);
    if (!matched) return Held::unhashed;
    return *matched == Anchor::differs ? Held::differs : Held::ok;
  }
  if (const Expected* found = digests.find(expected.algorithm())) return *found == expected ? Held::ok : Held::differs;
  return digests.rules_out(expected) ? Held::differs : Held::unhashed;
}

std::optional<Held> hold_size(const Claim& claim, std::uint64_t size) {
  if (!claim.file_size || size == *claim.file_size) return std::nullopt;
  return size < *claim.file_size ? Held::too_short : Held::too_long;
}

// Every piece was read and is as it was said to be; a piece that was not, is not.
Held hold_pieces(const Claim& claim, const ModelFile& file, const FileObservation* seen) {
  if (const auto by_size = hold_size(claim, file.size)) return *by_size;
  if (seen == nullptr || !seen->digests.ok() || seen->pieces.size() != claim.pieces.size()) return Held::unhashed;
  return std::ranges::equal(claim.pieces, seen->pieces, {}, &Piece::sha256) ? Held::ok : Held::differs;
}

Integrity integrity_of(Held held) {
  switch (held) {
    case Held::ok:
      return Integrity::ok;
    case Held::missing:
      return Integrity::missing;
    case Held::too_long:
      return Integrity::too_long;
    case Held::too_short:
      return Integrity::too_short;
    case Held::differs:
      return Integrity::differs;
    case Held::none:
    case Held::unlisted:
      return Integrity::unlisted;
    case Held::unhashed:
      break;
  }
  return Integrity::unhashed;
}

// The file could not be hashed: then that is what is told of it.
std::optional<Integrity> trouble_of(const FileObservation* seen) {
  if (seen == nullptr || seen->digests.ok()) return std::nullopt;
  switch (seen->digests.error().code) {
    case ErrorCode::changed:
      return Integrity::changed;
    case ErrorCode::interrupted:
      return Integrity::unhashed;
    default:
      return Integrity::unreadable;
  }
}

class Comparer {
 public:
  explicit Comparer(const ComparisonInput& input) : input_(input), bases_(input.bases) {
    for (const ClaimSet& set : input.claim_sets)
      only_commit_ = only_commit_ && (set.coverage != Coverage::all);
  }

  std::vector<FileRow> run() {
    rows_.reserve(input_.tree.files.size());
    for (const ModelFile& file : input_.tree.files)
      rows_.push_back(present(file, find_path(input_.observations, file.path)));
    add_absent();
    return std::move(rows_);
  }

 private:
  FileRow present(const ModelFile& file, const FileObservation* seen) const {
    FileRow row{.path = file.path, .size = file.size};
    if (seen != nullptr && seen->digests.ok()) row.digests = *seen->digests;
    row.held.reserve(input_.claim_sets.size());
    for (const ClaimSet& set : input_.claim_sets) {
      const Claim* claim = set.find(file.path);
      const bool lists_all = set.coverage == Coverage::all || (set.coverage == Coverage::commit && only_commit_);
      const bool is_silent = std::ranges::binary_search(set.silent_on, file.path);
      row.held.push_back(claim != nullptr          ? held(*claim, file, seen)
                         : lists_all && !is_silent ? Held::unlisted
                                                   : Held::none);
    }
    judge(row, seen);
    if (seen != nullptr && !seen->digests.ok()) row.error = seen->digests.error();
    row.anchor = anchor(file, seen);
    set_owner(row, file, seen);
    // Where the digest is that of the line, it is the states that were wrong.
    if (row.integrity == Integrity::differs && seen != nullptr && seen->spans &&
        row.digests.sha256() != seen->spans->line)
      row.damage = seen->spans->broken;
    return row;
  }

  static Held held(const Claim& claim, const ModelFile& file, const FileObservation* seen) {
    if (!claim.pieces.empty()) return hold_pieces(claim, file, seen);
    if (seen != nullptr && seen->digests.ok()) return hold(claim, file, *seen->digests);
    return hold_size(claim, file.size).value_or(Held::unhashed);
  }

  // The worst word decides, but the commit's only where no other source speaks of the file: it is told as the anchor.
  void judge(FileRow& row, const FileObservation* seen) const {
    std::optional<std::size_t> worst;
    for (std::size_t set = 0; set < row.held.size(); ++set) {
      if (row.held[set] == Held::none || (is_commit(set) && !only_commit_)) continue;
      if (!worst || row.held[set] > row.held[*worst]) worst = set;
    }
    row.spoken_by = worst;
    const Claim* claim = worst ? input_.claim_sets[*worst].find(row.path) : nullptr;
    if (claim != nullptr) row.claimed_size = claim->file_size;
    const Held word = worst ? row.held[*worst] : Held::none;
    row.integrity = integrity_of(word);
    const bool by_size = word == Held::too_short || word == Held::too_long;
    if (const auto trouble = trouble_of(seen); trouble && !by_size) row.integrity = *trouble;
    row.contradiction = contradiction(row);
  }

  // By their words alone, or because the bytes fit one and not the other.
  [[nodiscard]] std::optional<Contradiction> contradiction(const FileRow& row) const {
    const auto misfits = [&](std::size_t set) { return row.held[set] >= Held::too_long; };
    for (std::size_t first = 0; first < row.held.size(); ++first) {
      const Claim* claim = input_.claim_sets[first].find(row.path);
      for (std::size_t second = first + 1; claim != nullptr && second < row.held.size(); ++second) {
        const Claim* other = input_.claim_sets[second].find(row.path);
        if (other == nullptr) continue;
        const bool split =
            (row.held[first] == Held::ok && misfits(second)) || (row.held[second] == Held::ok && misfits(first));
        if (split || !agree(*claim, *other)) return Contradiction{first, second};
      }
    }
    return std::nullopt;
  }

  // Rows of what is listed and not here, and of what the commit holds besides; in their order among the others.
  void add_absent() {
    const std::size_t here = rows_.size();
    std::vector<ModelPath> absent;
    for (const ClaimSet& set : input_.claim_sets) {
      for (const Claim& claim : set.claims) {
        if (input_.tree.find(claim.path()) == nullptr) absent.push_back(claim.path());
      }
    }
    if (input_.commit != nullptr) {
      for (const git::ProofEntry& entry : input_.commit->entries) {
        if (input_.tree.find(entry.path) == nullptr) absent.push_back(entry.path);
      }
    }
    std::ranges::sort(absent);
    absent.erase(std::unique(absent.begin(), absent.end()), absent.end());
    rows_.reserve(here + absent.size());
    for (ModelPath& path : absent) {
      FileRow row{.path = std::move(path), .integrity = Integrity::missing};
      row.held.reserve(input_.claim_sets.size());
      for (const ClaimSet& set : input_.claim_sets)
        row.held.push_back(set.find(row.path) != nullptr ? Held::missing : Held::none);
      judge(row, nullptr);
      row.integrity = Integrity::missing;
      row.anchor = absence(row.path);
      rows_.push_back(std::move(row));
    }
    if (rows_.size() > here) std::ranges::sort(rows_, {}, &FileRow::path);
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
    if (is_pointer_to_another_size(file)) return Anchor::differs;
    if (seen == nullptr || !seen->digests.ok()) return Anchor::unproven;
    const DigestSet& digests = *seen->digests;
    const auto sha256 = digests.sha256();
    if (sha256) {  // also by a pointer that the proof carries and that is not canonical
      const auto is_content = git::is_lfs_content(*entry, *sha256, file.size);
      if (is_content.ok() && *is_content) return Anchor::anchored_lfs;
    }
    if (const auto& other = digests.ruled_out(); other && is_lfs_content(*entry, *other, file.size).value_or(false))
      return Anchor::differs;
    if (const auto matched = match(entry->id, digests, file.size)) return *matched;
    return sha256 && is_known_pointer(file.path) ? Anchor::differs : Anchor::unproven;
  }

  // Such a file may not even have been read.
  [[nodiscard]] bool is_pointer_to_another_size(const ModelFile& file) const {
    const Claim* claim = claim_of_commit(file.path);
    return claim != nullptr && hold_size(*claim, file.size).has_value();
  }

  // Where the entry is known to be a pointer, other bytes than its content's are told by their SHA-256 alone.
  [[nodiscard]] bool is_known_pointer(const ModelPath& path) const {
    const Claim* claim = claim_of_commit(path);
    return claim != nullptr && claim->sha256();
  }

  [[nodiscard]] const Claim* claim_of_commit(const ModelPath& path) const {
    const auto commit = std::ranges::find(input_.claim_sets, Coverage::commit, &ClaimSet::coverage);
    return commit == input_.claim_sets.end() ? nullptr : commit->find(path);
  }

  // A stub is not the content that the trees name: whose that would be is not told by it.
  void set_owner(FileRow& row, const ModelFile& file, const FileObservation* seen) const {
    if (bases_.empty() || seen == nullptr || !seen->digests.ok()) return;
    if (std::ranges::binary_search(input_.pointer_stubs, file.path)) return;
    row.base = bases_.find(file, *seen->digests);
    const bool own = row.anchor == Anchor::anchored_lfs || row.anchor == Anchor::anchored_raw;
    row.owner = row.base ? (own ? Owner::both : Owner::base) : (own ? Owner::own : Owner::nobody);
  }

  Anchor absence(const ModelPath& path) const {
    if (input_.commit == nullptr) return Anchor::none;
    if (input_.commit->find(path) != nullptr) return Anchor::absent;
    return input_.commit->is_unproven(path) ? Anchor::unproven : Anchor::unanchored;
  }

  [[nodiscard]] bool is_commit(std::size_t set) const { return input_.claim_sets[set].coverage == Coverage::commit; }

  const ComparisonInput& input_;
  BaseIndex bases_;
  bool only_commit_ = true;  // no other source speaks for all files
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

std::string_view name_of(Held held) {
  static constexpr std::string_view names[] = {"none",    "ok",   "unhashed", "unlisted",
                                               "missing", "long", "short",    "differs"};
  return names[static_cast<std::size_t>(held)];
}

std::vector<FileRow> compare(const ComparisonInput& input) { return Comparer(input).run(); }

bool FileRow::unlisted() const { return std::ranges::find(held, Held::unlisted) != held.end(); }

Held hold(const Claim& claim, const ModelFile& file, const DigestSet& digests) {
  if (const auto by_size = hold_size(claim, file.size)) return *by_size;
  if (!claim.span.is_whole_file() || claim.expected.empty()) return Held::unhashed;
  if (claim.of_link) {
    const auto id = claim.blob_id();
    return id && is_same_link(*id, file) ? Held::ok : Held::differs;
  }
  Held worst = Held::ok;
  for (const Expected& expected : claim.expected)
    worst = std::max(worst, hold_one(expected, file, digests));
  return worst;
}

bool agree(const Claim& a, const Claim& b) {
  if (a.of_link || b.of_link) return true;  // one may speak of the link, the other of what it leads to
  if (a.file_size && b.file_size && *a.file_size != *b.file_size) return false;
  const auto contradicts = [&](Algorithm algorithm) {
    const auto mine = std::ranges::find(a.expected, algorithm, &Expected::algorithm);
    const auto other = std::ranges::find(b.expected, algorithm, &Expected::algorithm);
    if (mine == a.expected.end() || other == b.expected.end() || *mine == *other) return false;
    // Two git ids may be those of a content and of its pointer; which, only the content tells.
    return algorithm == Algorithm::sha256;
  };
  return std::ranges::none_of(algorithms, contradicts, &AlgorithmRow::algorithm);
}

}  // namespace weightcheck::evidence
