// SPDX-License-Identifier: Apache-2.0
// What the kinds of stores have in common, and what each has of its own: where a manifest lies, and where a blob.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "io/folder.hpp"
#include "stores/manifest.hpp"
#include "stores/reference.hpp"

namespace weightcheck::anchor {

// A manifest that was found and is what its digest says.
struct FoundManifest {
  Digest digest{};
  stores::ImageManifest manifest{};
};

// An image as the store names it, before its manifest is read.
struct NamedImage {
  std::string name{};              // raw bytes
  std::string platform{};          // raw bytes, where an index gives one
  std::string place{};             // of the manifest below the store's folder, raw bytes
  std::optional<Digest> digest{};  // that the manifest must have, where the store says
  std::uint64_t size = 0;          // bytes that it must have; 0 where the store does not say
};

struct StoreShape {
  stores::StoreKind kind = stores::StoreKind::oci;
  std::string_view source{};  // "the Ollama store"

  [[nodiscard]] std::string blob(const Digest& digest) const;  // below the store's folder
};

// The shape of what lies in the folder: an OCI layout may as well be Docker Model Runner's. Errors: usage where it is
// none of them; malformed, unsupported, io, denied.
[[nodiscard]] Result<StoreShape> shape_of(const io::Folder& folder, stores::StoreKind asked);

// Every image of the store. Errors: those of the store's own documents.
[[nodiscard]] Result<std::vector<NamedImage>> images_of(const io::Folder& folder, const StoreShape& shape);

// Those that the reference may mean. Errors: as images_of().
[[nodiscard]] Result<std::vector<NamedImage>> images_named(const io::Folder& folder, const StoreShape& shape,
                                                           const stores::Reference& reference);

// Errors: not_found; malformed, limit, unsupported; inconsistent where its bytes have another digest.
[[nodiscard]] Result<FoundManifest> read_manifest_of(const io::Folder& folder, const StoreShape& shape,
                                                     const NamedImage& image);

}  // namespace weightcheck::anchor
