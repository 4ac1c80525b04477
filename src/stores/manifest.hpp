// SPDX-License-Identifier: Apache-2.0
// The manifest of one image, as OCI has it and Ollama and Docker before it:
//   { "schemaVersion": 2, "mediaType": ..., "artifactType": ..., "config": DESCRIPTOR, "layers": [DESCRIPTOR ...] }
//   DESCRIPTOR = { "mediaType": ..., "digest": "sha256:HEX", "size": N, "annotations": {...}, "name": ... }
// "name" is Ollama's. A list of manifests (Ollama's has whole manifests in it) is an index: index.hpp. JSON is strict:
// a key given twice is refused, since two readers could choose differently.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "json/value.hpp"

namespace weightcheck::stores {

struct Descriptor {
  std::string media_type{};  // raw bytes
  Digest digest{};
  std::uint64_t size = 0;    // bytes
  std::string name{};        // of the file, raw bytes; "" where the image gives none
  std::string other_name{};  // another one that it gives besides, for a program that reads names elsewhere
  std::string reference{};   // of an index's entry: org.opencontainers.image.ref.name, raw bytes
  std::string platform{};    // of an index's entry: "linux/arm64", or Ollama's runner; raw bytes
  bool is_file = false;      // although its type is that of archives: only who has read its bytes says so

  friend bool operator==(const Descriptor&, const Descriptor&) = default;
};

struct ImageManifest {
  std::optional<Descriptor> config{};
  std::vector<Descriptor> layers{};

  friend bool operator==(const ImageManifest&, const ImageManifest&) = default;
};

// Of a manifest or an index. Errors: unsupported for a version other than 2.
[[nodiscard]] Status check_schema(const json::Value& document);

// "sha256:HEX", and "sha256-HEX" as Ollama also writes it. Errors: malformed, unsupported for another algorithm.
[[nodiscard]] Result<Digest> read_digest(std::string_view text);

// Errors: malformed, limit; unsupported where a layer lies elsewhere ("urls"). What a descriptor carries itself
// ("data") is not read: the blob counts.
[[nodiscard]] Result<Descriptor> read_descriptor(const json::Value& value);
[[nodiscard]] Result<ImageManifest> read_image_manifest(std::string_view text);
// Of a document that is parsed already; the same errors.
[[nodiscard]] Result<ImageManifest> image_manifest_in(const json::Value& document);

}  // namespace weightcheck::stores
