// SPDX-License-Identifier: Apache-2.0
#include "stores/manifest.hpp"

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "json/value.hpp"
#include "stores/document.hpp"
#include "stores/limits.hpp"

namespace weightcheck::stores {
namespace {

// In the order in which they count here: ModelPack's, and the one of ORAS, whose program goes by it alone.
constexpr std::string_view path_annotations[] = {"org.cncf.model.filepath", "org.opencontainers.image.title"};
constexpr std::string_view reference_annotation = "org.opencontainers.image.ref.name";
constexpr std::size_t shown_bytes_max = 100;

Error over(std::string_view what, std::size_t count, std::size_t limit) {
  return {ErrorCode::limit,
          std::string(what) + " of " + std::to_string(count) + " is over the limit of " + std::to_string(limit)};
}

// A text, or none where the key is absent. Errors: malformed for what is no text; limit.
Result<std::string> text_of(const json::Value& object, std::string_view key, std::size_t bytes_max) {
  const auto value = object.find(key);
  if (!value || value->is_null()) return std::string();
  const std::string* text = value->as_string();
  if (text == nullptr) return malformed("'" + std::string(key) + "' is not a text");
  if (text->size() > bytes_max) return over("a '" + std::string(key) + "'", text->size(), bytes_max);
  return *text;
}

Result<std::string> platform_of(const json::Value& value) {
  auto runner = text_of(value, "runner", limits::media_type_bytes_max);
  if (!runner.ok()) return runner;
  const auto platform = value.find("platform");
  if (!platform || !platform->is_object()) return runner;
  std::string words;
  for (const std::string_view key : {"os", "architecture", "variant"}) {
    const auto word = text_of(*platform, key, limits::media_type_bytes_max);
    if (!word.ok()) return word.error();
    if (!word->empty()) words += (words.empty() ? "" : "/") + *word;
  }
  return words;
}

// "model.gguf" is the name of "sub/model.gguf", too, for a program that leaves folders out.
bool is_name_of(std::string_view name, std::string_view path) {
  return path.ends_with(name) && (path.size() == name.size() || path[path.size() - name.size() - 1] == '/');
}

void add_name(std::string name, Descriptor& into) {
  if (into.name.empty()) {
    into.name = std::move(name);
  } else if (!name.empty() && !is_name_of(name, into.name) && !is_name_of(into.name, name)) {
    into.other_name = std::move(name);
  }
}

// Adds what annotations say. Errors: malformed, limit.
Status add_annotations(const json::Value& value, Descriptor& into) {
  const auto annotations = value.find("annotations");
  if (!annotations || annotations->is_null()) return done;
  if (!annotations->is_object()) return malformed("'annotations' is not an object");
  for (const std::string_view key : path_annotations) {
    auto path = text_of(*annotations, key, limits::path_bytes_max);
    if (!path.ok()) return path.error();
    add_name(std::move(*path), into);
  }
  auto reference = text_of(*annotations, reference_annotation, limits::path_bytes_max);
  if (!reference.ok()) return reference.error();
  into.reference = std::move(*reference);
  return done;
}

}  // namespace

Result<Digest> read_digest(std::string_view text) {
  constexpr std::string_view spellings[] = {"sha256:", "sha256-"};
  for (const std::string_view prefix : spellings) {
    if (!text.starts_with(prefix)) continue;
    if (const auto digest = Digest::parse(text.substr(prefix.size()))) return *digest;
    return malformed("digest '" + printable(text.substr(0, shown_bytes_max)) +
                     "' is not sha256: and 64 lower-case hexadecimal digits");
  }
  return Error{ErrorCode::unsupported,
               "digest '" + printable(text.substr(0, shown_bytes_max)) + "' is not a sha256 digest"};
}

Result<Descriptor> read_descriptor(const json::Value& value) {
  if (!value.is_object()) return malformed("a descriptor is not an object");
  Descriptor descriptor;
  auto media_type = text_of(value, "mediaType", limits::media_type_bytes_max);
  if (!media_type.ok()) return media_type.error();
  descriptor.media_type = std::move(*media_type);
  const std::string* digest = value.find_string("digest");
  if (digest == nullptr) return malformed("a descriptor has no digest");
  const auto parsed = read_digest(*digest);
  if (!parsed.ok()) return parsed.error();
  descriptor.digest = *parsed;
  const auto size = value.find("size");
  const auto bytes = size ? size->as_uint() : std::nullopt;
  if (!bytes) return malformed("the size of " + printable(*digest) + " is not a whole number of bytes");
  descriptor.size = *bytes;
  if (const auto urls = value.find("urls"); urls && !urls->items().empty())
    return Error{ErrorCode::unsupported, printable(*digest) + " lies at an address, and not in the store"};
  auto name = text_of(value, "name", limits::path_bytes_max);
  if (!name.ok()) return name.error();
  descriptor.name = std::move(*name);
  auto platform = platform_of(value);
  if (!platform.ok()) return platform.error();
  descriptor.platform = std::move(*platform);
  if (Status added = add_annotations(value, descriptor); !added.ok()) return added.error();
  return descriptor;
}

Status check_schema(const json::Value& document) {
  const auto version = document.find("schemaVersion");
  if (!version || version->as_uint() == 2U) return done;
  return Error{ErrorCode::unsupported, "its schemaVersion is not 2"};
}

Result<ImageManifest> image_manifest_in(const json::Value& document) {
  if (!document.is_object()) return malformed("the manifest is not an object");
  if (Status known = check_schema(document); !known.ok()) return known.error();
  if (document.find("manifests")) return malformed("it is a manifest and an index at once: programs differ on which");
  ImageManifest manifest;
  if (const auto config = document.find("config"); config && !config->is_null()) {
    auto read = read_descriptor(*config);
    if (!read.ok()) return within(read.error(), "config");
    manifest.config = std::move(*read);
  }
  const auto layers = document.find("layers");
  if (!layers || !layers->is_array()) return malformed("the manifest has no list of layers");
  const json::Array items = layers->items();
  if (items.size() > limits::store_layers_max) return over("a list of layers", items.size(), limits::store_layers_max);
  manifest.layers.reserve(items.size());
  for (const json::Value& item : items) {
    auto read = read_descriptor(item);
    if (!read.ok()) return within(read.error(), "layer " + std::to_string(manifest.layers.size()));
    manifest.layers.push_back(std::move(*read));
  }
  return manifest;
}

Result<ImageManifest> read_image_manifest(std::string_view text) {
  const auto document = parse_document(text);
  if (!document.ok()) return document.error();
  return image_manifest_in(*document);
}

}  // namespace weightcheck::stores
