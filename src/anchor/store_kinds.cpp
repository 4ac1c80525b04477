// SPDX-License-Identifier: Apache-2.0
// Ollama:  manifests/HOST/NAMESPACE/NAME/TAG (manifests-v2/ in new versions, each a link to a blob), blobs/sha256-HEX
// OCI:     oci-layout, index.json, blobs/sha256/HEX; indexes may name indexes
// Docker Model Runner: layout.json, models.json, manifests/sha256/HEX, blobs/sha256/HEX
#include "anchor/store_kinds.hpp"

#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hash/sha256.hpp"
#include "stores/document.hpp"
#include "stores/index.hpp"
#include "stores/limits.hpp"
#include "stores/media_type.hpp"

namespace weightcheck::anchor {
namespace {

using stores::StoreKind;

constexpr std::string_view ollama_folders[] = {"manifests-v2", "manifests"};  // in the order in which Ollama looks
constexpr std::string_view oci_mark = "oci-layout", oci_index = "index.json", runner_mark = "layout.json",
                           runner_index = "models.json";

bool is_file(const io::Folder& folder, std::string_view name) {
  return folder.kind(std::string(name)) == io::EntryKind::file;
}

Result<std::string> read_document(const io::Folder& folder, std::string_view name) {
  auto text = folder.read(std::string(name), limits::json_bytes_max);
  if (!text.ok()) return within(text.error(), printable(name));
  return text;
}

// Is the document the one that the store names?
Status check_document(std::string_view text, const std::optional<Digest>& digest, std::uint64_t size) {
  const Digest own = hash::sha256(bytes_of(text));
  if (digest && own != *digest)
    return Error{ErrorCode::inconsistent, "its sha256 is " + own.hex() + ", and the store names it " + digest->hex()};
  if (size == 0 || size == text.size()) return done;
  return Error{ErrorCode::inconsistent, "it has " + std::to_string(text.size()) +
                                            " bytes, and the store says that it has " + std::to_string(size)};
}

// What an index names, its own indexes opened. A digest is opened once, so that a circle ends.
class IndexWalk {
 public:
  IndexWalk(const io::Folder& folder, const StoreShape& shape) : folder_(folder), shape_(shape) {}

  Status add(const stores::Index& index, const std::string& name, std::size_t depth) {
    if (depth > limits::store_index_depth_max)
      return Error{ErrorCode::limit,
                   "indexes are nested more than " + std::to_string(limits::store_index_depth_max) + " deep"};
    for (const stores::Descriptor& entry : index.manifests) {
      const std::string& own = entry.reference.empty() ? name : entry.reference;
      Status added = stores::is_index_type(entry.media_type) ? open(entry, own, depth) : keep(entry, own);
      if (!added.ok()) return added;
    }
    return done;
  }

  std::vector<NamedImage> take() && { return std::move(images_); }

 private:
  Status open(const stores::Descriptor& entry, const std::string& name, std::size_t depth) {
    if (!opened_.insert({entry.digest, name}).second) return done;
    if (opened_.size() > limits::store_indexes_max)
      return Error{ErrorCode::limit, "more than " + std::to_string(limits::store_indexes_max) + " indexes"};
    const std::string place = shape_.blob(entry.digest);
    const auto text = read_document(folder_, place);
    if (!text.ok()) return text.error();
    if (Status held = check_document(*text, entry.digest, entry.size); !held.ok())
      return within(held.error(), printable(place));
    const auto index = stores::read_index(*text);
    if (!index.ok()) return within(index.error(), printable(place));
    return add(*index, name, depth + 1);
  }

  Status keep(const stores::Descriptor& entry, const std::string& name) {
    if (images_.size() == limits::store_images_max)
      return Error{ErrorCode::limit, "more than " + std::to_string(limits::store_images_max) + " images"};
    images_.push_back({name, entry.platform, shape_.blob(entry.digest), entry.digest, entry.size});
    return done;
  }

  const io::Folder& folder_;
  const StoreShape& shape_;
  std::set<std::pair<Digest, std::string>> opened_;
  std::vector<NamedImage> images_;
};

Result<std::vector<NamedImage>> oci_images(const io::Folder& folder, const StoreShape& shape) {
  const auto text = read_document(folder, oci_index);
  if (!text.ok()) return text.error();
  const auto index = stores::read_index(*text);
  if (!index.ok()) return within(index.error(), oci_index);
  IndexWalk walk(folder, shape);
  if (Status added = walk.add(*index, "", 1); !added.ok()) return added.error();
  return std::move(walk).take();
}

Result<std::vector<NamedImage>> runner_images(const io::Folder& folder) {
  const auto text = read_document(folder, runner_index);
  if (!text.ok()) return text.error();
  const auto models = stores::read_runner_index(*text);
  if (!models.ok()) return within(models.error(), runner_index);
  std::vector<NamedImage> images;
  for (const stores::RunnerModel& model : *models) {
    const std::string place = "manifests/sha256/" + model.id.hex();
    if (model.tags.empty()) images.push_back({"", "", place, model.id});
    for (const std::string& tag : model.tags)
      images.push_back({tag, "", place, model.id});
  }
  return images;
}

Result<std::vector<NamedImage>> ollama_images(const io::Folder& folder) {
  std::vector<NamedImage> images;
  std::set<std::string> names;
  for (const std::string_view manifests : ollama_folders) {
    const auto entries = folder.list(std::string(manifests), io::Depth::all);
    if (!entries.ok() && entries.error().code == ErrorCode::not_found) continue;
    if (!entries.ok()) return within(entries.error(), manifests);
    for (const io::FolderEntry& entry : *entries) {
      if (entry.kind == io::EntryKind::folder) continue;
      const auto name = stores::ollama_name(entry.name);
      if (!name || !names.insert(*name).second) continue;
      images.push_back({*name, "", std::string(manifests) + "/" + entry.name, std::nullopt});
    }
  }
  return images;
}

Result<std::vector<NamedImage>> ollama_named(const io::Folder& folder, const std::string& name) {
  const auto place = stores::ollama_place(name);
  if (!place.ok()) return place.error();
  for (const std::string_view manifests : ollama_folders) {
    const std::string whole = std::string(manifests) + "/" + *place;
    if (folder.kind(whole)) return std::vector<NamedImage>{{name, "", whole, std::nullopt}};
  }
  // Ollama takes a name in any case for the one that it has.
  auto images = ollama_images(folder);
  if (!images.ok()) return images;
  std::erase_if(*images, [&](const NamedImage& image) {
    const auto own = stores::ollama_place(image.name);
    return !own.ok() || lowered(*own) != lowered(*place);
  });
  return images;
}

struct CheckedDocument {
  Digest digest{};
  json::Value value{};
};

// Ollama's new versions make a manifest's name a link to its blob; it leads nowhere else.
Result<CheckedDocument> read_checked(const io::Folder& folder, const StoreShape& shape, const NamedImage& image) {
  const bool is_link = shape.kind == StoreKind::ollama && folder.kind(image.place) == io::EntryKind::link;
  const auto text = is_link ? folder.read_linked(image.place, limits::json_bytes_max)
                            : folder.read(image.place, limits::json_bytes_max);
  if (!text.ok()) return text.error();
  const Digest digest = hash::sha256(bytes_of(*text));
  if (is_link && folder.kind(shape.blob(digest)) != io::EntryKind::file)
    return Error{ErrorCode::inconsistent,
                 "it is a link, and leads to no blob whose name is the sha256 of its bytes, " + digest.hex()};
  if (Status held = check_document(*text, image.digest, image.size); !held.ok()) return held.error();
  auto value = stores::parse_document(*text);
  if (!value.ok()) return value.error();
  return CheckedDocument{digest, std::move(*value)};
}

// Which of several the runner takes depends on the machine: nothing here decides.
Result<stores::Descriptor> only_manifest_of(const json::Value& list) {
  const auto index = stores::index_in(list);
  if (!index.ok()) return index.error();
  if (index->manifests.size() == 1) return index->manifests.front();
  return Error{ErrorCode::unsupported, "a list of " + std::to_string(index->manifests.size()) +
                                           " manifests, among which the runner chooses by the machine"};
}

}  // namespace

std::string StoreShape::blob(const Digest& digest) const {
  return (kind == StoreKind::ollama ? "blobs/sha256-" : "blobs/sha256/") + digest.hex();
}

Result<StoreShape> shape_of(const io::Folder& folder, StoreKind asked) {
  if (asked == StoreKind::ollama) {
    bool is_store = false;
    for (const std::string_view name : ollama_folders) {
      const auto kind = folder.kind(std::string(name));
      if (kind == io::EntryKind::link)
        return malformed("'" + std::string(name) + "' is a link, and no link inside a store is followed; " +
                         "set OLLAMA_MODELS to a folder that holds it and 'blobs' themselves");
      is_store = is_store || kind.has_value();
    }
    if (is_store) return StoreShape{StoreKind::ollama, "the Ollama store"};
    return Error{ErrorCode::usage,
                 "not a store of Ollama's: it has no folder 'manifests'; OLLAMA_MODELS names another"};
  }
  const bool is_runner = is_file(folder, runner_mark) && is_file(folder, runner_index);
  if (!is_runner && (asked == StoreKind::model_runner || !is_file(folder, oci_mark)))
    return Error{ErrorCode::usage, asked == StoreKind::model_runner
                                       ? "not a store of Docker Model Runner's: it has no 'layout.json' and "
                                         "'models.json'; MODELS_PATH names another"
                                       : "not an OCI image layout: it has no file 'oci-layout'"};
  const auto mark = read_document(folder, is_runner ? runner_mark : oci_mark);
  if (!mark.ok()) return mark.error();
  if (Status known = stores::check_layout_version(*mark); !known.ok())
    return within(known.error(), is_runner ? runner_mark : oci_mark);
  return is_runner ? StoreShape{StoreKind::model_runner, "the Docker Model Runner store"}
                   : StoreShape{StoreKind::oci, "the OCI layout"};
}

Result<std::vector<NamedImage>> images_of(const io::Folder& folder, const StoreShape& shape) {
  switch (shape.kind) {
    case StoreKind::ollama:
      return ollama_images(folder);
    case StoreKind::oci:
      return oci_images(folder, shape);
    case StoreKind::model_runner:
      break;
  }
  return runner_images(folder);
}

Result<std::vector<NamedImage>> images_named(const io::Folder& folder, const StoreShape& shape,
                                             const stores::Reference& reference) {
  if (shape.kind == StoreKind::ollama) return ollama_named(folder, reference.name);
  auto images = images_of(folder, shape);
  if (!images.ok()) return images;
  // A layout may have the whole name of an image where others have its tag.
  const bool is_whole = std::ranges::find(*images, reference.name, &NamedImage::name) != images->end();
  const auto is_called = [&](const std::string& name) {
    if (shape.kind == StoreKind::model_runner) return stores::is_tag(name, reference.name);
    return is_whole ? name == reference.name : name.ends_with(":" + reference.name);
  };
  std::erase_if(*images, [&](const NamedImage& image) {
    if (reference.digest && image.digest != reference.digest) return true;
    return !reference.name.empty() && !is_called(image.name);
  });
  // One image under two names is one.
  std::ranges::stable_sort(*images, {}, [](const NamedImage& image) { return image.digest; });
  const auto same = std::unique(images->begin(), images->end(),
                                [](const auto& one, const auto& other) { return one.digest == other.digest; });
  images->erase(same, images->end());
  return images;
}

Result<FoundManifest> read_manifest_of(const io::Folder& folder, const StoreShape& shape, const NamedImage& image) {
  auto document = read_checked(folder, shape, image);
  if (!document.ok()) return within(document.error(), printable(image.place));
  if (stores::is_index(document->value)) {
    const auto only = only_manifest_of(document->value);
    if (!only.ok()) return within(only.error(), printable(image.place));
    const NamedImage inner{image.name, "", shape.blob(only->digest), only->digest, only->size};
    document = read_checked(folder, shape, inner);
    if (!document.ok()) return within(document.error(), inner.place);
    if (stores::is_index(document->value)) return within(malformed("a list inside a list of manifests"), inner.place);
  }
  auto manifest = stores::image_manifest_in(document->value);
  if (!manifest.ok()) return within(manifest.error(), printable(image.place));
  return FoundManifest{document->digest, std::move(*manifest)};
}

}  // namespace weightcheck::anchor
