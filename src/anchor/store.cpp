// SPDX-License-Identifier: Apache-2.0
#include "anchor/store.hpp"

#include <algorithm>

#include "anchor/store_image.hpp"
#include "anchor/store_kinds.hpp"
#include "base/escape.hpp"

namespace weightcheck::anchor {
namespace {

using stores::Reference;
using stores::StoreKind;

constexpr std::string_view ollama_service_place = "/usr/share/ollama/.ollama/models";  // of the Linux installer's user
constexpr std::size_t shown_images_max = 5;

struct KindWords {
  std::string_view variable, home_place, program;
};

KindWords words_of(StoreKind kind) {
  return kind == StoreKind::ollama ? KindWords{"OLLAMA_MODELS", "/.ollama/models", "Ollama"}
                                   : KindWords{"MODELS_PATH", "/.docker/models", "Docker Model Runner"};
}

Error usage(std::string message) { return {ErrorCode::usage, std::move(message)}; }

std::vector<std::string> usual_places(StoreKind kind, const Variables& variables) {
  std::vector<std::string> places;
  if (const auto home = variables("HOME"); home && !home->empty())
    places.push_back(*home + std::string(words_of(kind).home_place));
  if (kind == StoreKind::ollama) places.emplace_back(ollama_service_place);
  return places;
}

bool holds(const std::string& place, const Reference& reference) {
  const auto folder = io::Folder::open(place);
  if (!folder.ok()) return false;
  const auto shape = shape_of(*folder, reference.kind);
  if (!shape.ok()) return false;
  const auto images = images_named(*folder, *shape, reference);
  return images.ok() && !images->empty();
}

// What to write behind `oci:` or `ollama:` for an image.
std::string choice(const NamedImage& image) {
  std::string words = image.digest ? "sha256:" + image.digest->hex() : printable(image.name);
  if (!image.name.empty() && image.digest) words += " (" + printable(image.name) + ")";
  if (!image.platform.empty()) words += " (" + printable(image.platform) + ")";
  return words;
}

Error several(const std::vector<NamedImage>& images, StoreKind kind) {
  std::string words;
  for (std::size_t i = 0; i < images.size() && i < shown_images_max; ++i)
    words += (i == 0 ? "" : ", ") + choice(images[i]);
  if (images.size() > shown_images_max) words += " and " + std::to_string(images.size() - shown_images_max) + " more";
  return usage("the name could mean " + std::to_string(images.size()) + " images; name one by its digest, as in " +
               (kind == StoreKind::oci ? "oci:FOLDER@sha256:HEX" : "docker:sha256:HEX") + ": " + words);
}

std::uint64_t bytes_of_image(const stores::ImageManifest& manifest) {
  std::uint64_t bytes = manifest.config ? manifest.config->size : 0;
  for (const stores::Descriptor& layer : manifest.layers)
    bytes += std::min(layer.size, UINT64_MAX - bytes);
  return bytes;
}

// What is not understood in a store is the store's fault, and not that of who asks.
Error of_store(const Error& error, const std::string& folder) {
  Error told = within(error, printable(folder));
  if (told.code == ErrorCode::unsupported) told.code = ErrorCode::malformed;
  return told;
}

Result<io::Folder> open_store_folder(const std::string& name) {
  auto folder = io::Folder::open(name);
  if (folder.ok()) return folder;
  Error error = within(folder.error(), printable(name));
  if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
  return error;
}

}  // namespace

Result<std::string> store_folder(const Reference& reference, const Variables& variables) {
  if (reference.kind == StoreKind::oci) return reference.folder;
  const KindWords words = words_of(reference.kind);
  if (const auto named = variables(std::string(words.variable).c_str()); named && !named->empty()) return *named;
  const std::vector<std::string> places = usual_places(reference.kind, variables);
  const bool asks_for_one = !reference.name.empty() || reference.digest;
  std::string shown;
  for (const std::string& place : places) {
    if (asks_for_one && holds(place, reference)) return place;
    shown += (shown.empty() ? "" : " or ") + printable(place);
  }
  for (const std::string& place : places) {
    if (io::Folder::open(place).ok()) return place;
  }
  return usage("no store of " + std::string(words.program) + "'s is at " + (shown.empty() ? "its usual place" : shown) +
               "; " + std::string(words.variable) + " names another folder");
}

Result<io::ModelDirectory> open_store(const Reference& reference, const std::string& folder_name) {
  const auto folder = open_store_folder(folder_name);
  if (!folder.ok()) return folder.error();
  const auto shape = shape_of(*folder, reference.kind);
  if (!shape.ok()) return of_store(shape.error(), folder_name);
  if (reference.kind != StoreKind::oci && reference.name.empty() && !reference.digest)
    return usage("names a store and no model in it; `weightcheck inspect --list` shows what it holds");
  const auto images = images_named(*folder, *shape, reference);
  if (!images.ok()) return of_store(images.error(), folder_name);
  if (images->empty())
    return usage(printable(folder_name) + ": " + std::string(shape->source) +
                 " holds no such model; `weightcheck inspect --list` shows what it holds");
  if (images->size() > 1) return within(several(*images, shape->kind), printable(folder_name));
  const auto found = read_manifest_of(*folder, *shape, images->front());
  if (!found.ok()) return of_store(found.error(), folder_name);
  const std::string name = images->front().name.empty() ? "sha256:" + found->digest.hex() : images->front().name;
  return io::ModelDirectory::open_image(folder_name, image_of(*folder, *shape, *found, name));
}

Result<std::vector<StoreEntry>> list_store(const Reference& reference, const std::string& folder_name) {
  const auto folder = open_store_folder(folder_name);
  if (!folder.ok()) return folder.error();
  const auto shape = shape_of(*folder, reference.kind);
  if (!shape.ok()) return of_store(shape.error(), folder_name);
  const bool asks_for_one = !reference.name.empty() || reference.digest;
  const auto images = asks_for_one ? images_named(*folder, *shape, reference) : images_of(*folder, *shape);
  if (!images.ok()) return of_store(images.error(), folder_name);
  std::vector<StoreEntry> entries;
  for (const NamedImage& image : *images) {
    StoreEntry entry{.name = image.name};
    if (const auto found = read_manifest_of(*folder, *shape, image); found.ok()) {
      entry.manifest = found->digest;
      entry.bytes = bytes_of_image(found->manifest);
      entry.layers = found->manifest.layers.size();
    } else {
      entry.fault = found.error().message;
    }
    entries.push_back(std::move(entry));
  }
  std::ranges::stable_sort(entries, {}, &StoreEntry::name);
  return entries;
}

}  // namespace weightcheck::anchor
