// SPDX-License-Identifier: Apache-2.0
// What a local store says of an image: each blob's name is its SHA-256. And who names the same digest: such a blob is
// that file of the commit or of the manifest, whatever the store calls it.
#include "workflow/store_source.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/escape.hpp"
#include "git/lfs_pointer.hpp"
#include "weights/file_names.hpp"
#include "workflow/claim_source.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::NamedBy;
using evidence::StoreFile;

constexpr std::uint64_t read_bytes_max = std::uint64_t{1} << 20;  // of a text that may be one of the commit's

struct Meant {
  ModelPath path;
  std::string by{};  // printable
};

// The paths under which the commit or the manifest names a blob's digest.
class Names {
 public:
  explicit Names(const evidence::Said& said) : said_(said) {
    if (said.proof) {
      for (const git::ProofEntry& entry : said.proof->entries)
        by_id_.emplace(entry.id.hex(), &entry);
      for (const git::ProofEntry& entry : said.proof->entries) {
        if (entry.pointer && entry.mode != git::Mode::symlink) by_pointer_.emplace(entry.pointer->sha256, &entry);
      }
    }
    if (said.manifest) {
      for (const manifest::Entry& entry : said.manifest->entries)
        by_digest_.emplace(entry.sha256, &entry.path);
      for (const manifest::Entry& entry : said.manifest->entries)
        listed_.insert(entry.path);
    }
  }

  [[nodiscard]] bool any() const { return !by_id_.empty() || !by_digest_.empty(); }

  [[nodiscard]] std::vector<Meant> of(const StoreFile& file) const {
    std::vector<Meant> meant;
    const auto add = [&](const git::ProofEntry& entry) {
      const auto is_content = git::is_lfs_content(entry, file.sha256, file.size);
      if (is_content.ok() && *is_content) meant.push_back({entry.path, "commit " + said_.proof->commit.hex()});
    };
    for (const git::ObjectFormat format : {git::ObjectFormat::sha1, git::ObjectFormat::sha256}) {
      const auto id = git::pointer_blob_id(format, file.sha256, file.size);
      if (!id.ok()) continue;
      const auto [begin, end] = by_id_.equal_range(id->hex());
      std::for_each(begin, end, [&](const auto& found) { add(*found.second); });
    }
    const auto [begin, end] = by_pointer_.equal_range(file.sha256);
    std::for_each(begin, end, [&](const auto& found) { add(*found.second); });
    const auto [first, last] = by_digest_.equal_range(file.sha256);
    std::for_each(first, last, [&](const auto& found) { meant.push_back({*found.second, "the manifest"}); });
    return meant;
  }

  // Of a file that the commit holds as it is: by its bytes.
  [[nodiscard]] const git::ProofEntry* of_bytes(std::string_view bytes) const {
    if (!said_.proof) return nullptr;
    const auto id = git::object_id(said_.proof->commit.format(), git::ObjectType::blob, bytes_of(bytes));
    const auto found = id.ok() ? by_id_.find(id->hex()) : by_id_.end();
    return found == by_id_.end() ? nullptr : found->second;
  }

  [[nodiscard]] bool holds(const ModelPath& path) const {
    if (said_.proof && said_.proof->find(path) != nullptr) return true;
    return listed_.contains(path);
  }

 private:
  const evidence::Said& said_;
  std::multimap<std::string, const git::ProofEntry*> by_id_;
  std::multimap<Digest, const git::ProofEntry*> by_pointer_;
  std::multimap<Digest, const ModelPath*> by_digest_;
  std::set<ModelPath> listed_;
};

class Joiner {
 public:
  Joiner(const io::ModelDirectory& model, const evidence::Said& said)
      : model_(model), image_(*model.image()), names_(said) {
    for (const io::ImageFile& file : image_.files)
      taken_.insert(file.path);
  }

  io::Image run() && {
    for (StoreFile& file : image_.record.files)
      join(file);
    for (io::ImageFile& file : image_.files) {
      if (const auto to = renamed_.find(file.path); to != renamed_.end()) file.path = to->second;
    }
    std::ranges::sort(image_.files, {}, &io::ImageFile::path);
    std::ranges::sort(image_.record.files, {}, &StoreFile::path);
    return std::move(image_);
  }

 private:
  // Of several paths with these bytes the one that the image gives, else the first that is free and may be meant.
  void join(StoreFile& file) {
    if (!names_.any()) return;
    std::vector<Meant> meant = names_.of(file);
    if (meant.empty() && file.named_by == NamedBy::us) add_by_bytes(file, meant);
    const auto own = std::ranges::find(meant, file.path, &Meant::path);
    const auto free = std::ranges::find_if(meant, [&](const Meant& one) {
      return !taken_.contains(one.path) && (file.named_by == NamedBy::us || is_alike(file.path, one.path));
    });
    const auto chosen = own != meant.end() ? own : free;
    if (chosen != meant.end()) {
      file.joined = chosen->by;
      if (chosen->path != file.path) rename(file, chosen->path);
      file.named_by = NamedBy::publisher;
    } else if (file.named_by == NamedBy::us && names_.holds(file.path)) {
      // The name is ours, and says nothing of the file that the commit has under it.
      if (const auto other = ModelPath::parse("store/" + file.path.text()); other.ok() && !taken_.contains(*other))
        rename(file, *other);
    }
  }

  void add_by_bytes(const StoreFile& file, std::vector<Meant>& meant) const {
    if (file.size > read_bytes_max) return;
    const auto bytes = model_.read_small(file.path, read_bytes_max);
    const git::ProofEntry* entry = bytes.ok() ? names_.of_bytes(*bytes) : nullptr;
    if (entry != nullptr && entry->mode != git::Mode::symlink) meant.push_back({entry->path, ""});
  }

  // Who makes files of the image gives this one the image's name, and loaders go by names: in another folder, or under
  // another name of weights, it is read as the same thing. Under a name of the commit's own it stands for that file.
  [[nodiscard]] bool is_alike(const ModelPath& stored, const ModelPath& meant) const {
    const std::string_view extension = weights::extension_of(stored.name());
    return !names_.holds(stored) &&
           (stored.name() == meant.name() || (!extension.empty() && extension == weights::extension_of(meant.name())));
  }

  void rename(StoreFile& file, const ModelPath& to) {
    if (file.named_by == NamedBy::publisher) file.stored_as = file.path.text();
    renamed_.emplace(file.path, to);
    taken_.insert(to);
    file.path = to;
  }

  const io::ModelDirectory& model_;
  io::Image image_;
  Names names_;
  std::set<ModelPath> taken_;
  std::map<ModelPath, ModelPath> renamed_;
};

}  // namespace

void join_store(io::ModelDirectory& model, evidence::Said& said) {
  if (model.image() == nullptr || said.rejected) return;
  model.show(Joiner(model, said).run());
  said.store = model.image()->record;
}

Status read_store(Gathering& gathering, std::string_view) {
  if (const io::Image* image = gathering.model.image(); image != nullptr) gathering.said.store = image->record;
  return done;
}

void add_store_claims(evidence::Said& said, const evidence::ModelTree& tree) {
  if (!said.store) return;
  const bool is_listed = std::ranges::any_of(
      said.claim_sets, [](const auto& set) { return set.coverage == evidence::Coverage::all && !set.claims.empty(); });
  evidence::ClaimSet set{.source = said.store->source,
                         .by = said.store->image,
                         .coverage = is_listed ? evidence::Coverage::some : evidence::Coverage::all,
                         .silent_on = said.store->members};
  for (const StoreFile& file : said.store->files) {
    // The walk held what it left out against the same digest.
    if (evidence::find_excluded(tree.excluded, file.path.text()) != nullptr) continue;
    set.claims.push_back({.span = {.path = file.path}, .file_size = file.size, .expected = {file.sha256}});
  }
  said.claim_sets.push_back(std::move(set));
}

}  // namespace weightcheck::workflow
