// SPDX-License-Identifier: Apache-2.0
#include "stores/index.hpp"

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "json/value.hpp"
#include "stores/document.hpp"
#include "stores/limits.hpp"
#include "stores/media_type.hpp"

namespace weightcheck::stores {
namespace {

Status check_count(std::size_t count) {
  if (count <= limits::store_images_max) return done;
  return Error{ErrorCode::limit, "an index of " + std::to_string(count) + " images is over the limit of " +
                                     std::to_string(limits::store_images_max)};
}

Result<RunnerModel> read_model(const json::Value& item) {
  const std::string* id = item.find_string("id");
  if (id == nullptr) return malformed("a model has no id");
  const auto digest = read_digest(*id);
  if (!digest.ok()) return digest.error();
  RunnerModel model{.id = *digest};
  const auto tags = item.find("tags");
  const json::Array list = tags ? tags->items() : json::Array();
  if (Status few = check_count(list.size()); !few.ok()) return few.error();
  for (const json::Value& tag : list) {
    const std::string* text = tag.as_string();
    if (text == nullptr || text->size() > limits::path_bytes_max) return malformed("a tag is not a short text");
    model.tags.push_back(*text);
  }
  return model;
}

}  // namespace

bool is_index(const json::Value& document) {
  const std::string* type = document.find_string("mediaType");
  if (type != nullptr && !type->empty()) return is_index_type(*type);
  return document.find("manifests") && !document.find("layers");
}

Result<Index> index_in(const json::Value& document) {
  if (Status known = check_schema(document); !known.ok()) return known.error();
  const auto manifests = document.find("manifests");
  if (!manifests || !manifests->is_array()) return malformed("the index has no list of manifests");
  if (document.find("layers")) return malformed("it is an index and a manifest at once: programs differ on which");
  const json::Array items = manifests->items();
  if (Status few = check_count(items.size()); !few.ok()) return few.error();
  Index index;
  for (const json::Value& item : items) {
    if (!item.find("digest") && item.find("layers"))
      return Error{ErrorCode::unsupported, "a manifest stands inside the list, and not in a blob of its own"};
    // Ollama's list gives no sizes: they are not needed to find a manifest by its digest.
    json::Object members = item.members();
    if (item.is_object() && !item.find("size")) members.push_back({"size", json::Value(0)});
    auto read = read_descriptor(item.is_object() ? json::Value(std::move(members)) : item);
    if (!read.ok()) return within(read.error(), "manifest " + std::to_string(index.manifests.size()));
    index.manifests.push_back(std::move(*read));
  }
  return index;
}

Result<Index> read_index(std::string_view text) {
  const auto document = parse_document(text);
  if (!document.ok()) return document.error();
  return index_in(*document);
}

Result<std::vector<RunnerModel>> read_runner_index(std::string_view text) {
  const auto document = parse_document(text);
  if (!document.ok()) return document.error();
  const auto list = document->find("models");
  if (!list || !(list->is_array() || list->is_null())) return malformed("the index has no list of models");
  const json::Array items = list->items();
  if (Status few = check_count(items.size()); !few.ok()) return few.error();
  std::vector<RunnerModel> models;
  for (const json::Value& item : items) {
    auto model = read_model(item);
    if (!model.ok()) return within(model.error(), "model " + std::to_string(models.size()));
    models.push_back(std::move(*model));
  }
  return models;
}

Status check_layout_version(std::string_view text) {
  const auto document = parse_document(text);
  if (!document.ok()) return document.error();
  const std::string* version = document->find_string("imageLayoutVersion");
  if (version == nullptr) version = document->find_string("version");
  if (version == nullptr) return malformed("names no version of the layout");
  if (version->starts_with("1.")) return done;
  return Error{ErrorCode::unsupported, "version " + printable(*version) + " of the layout is not known"};
}

}  // namespace weightcheck::stores
