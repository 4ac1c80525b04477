// SPDX-License-Identifier: Apache-2.0
// What a local store (Ollama, Docker Model Runner, an OCI layout) says of the model that was asked for: each blob's
// name is the SHA-256 of its bytes. All of it lay beside the weights. Read by anchor; names are settled by workflow.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/model_path.hpp"

namespace weightcheck::evidence {

// Who gave a file of the model its path.
enum class NamedBy : std::uint8_t {
  publisher,  // the image, in an annotation or a field
  us,         // nobody: it is made from the layer's media type
};

// What is in a layer, as far as it is looked at.
enum class LayerForm : std::uint8_t {
  file,     // the blob is the file
  config,   // it describes the image, and no runner acts on it
  archive,  // a tar archive: its members are files of the model
  packed,   // a compressed archive: hashed, and not unpacked
  unknown,  // a media type that is not known
};

// A blob of the image, as a file of the model.
struct StoreFile {
  ModelPath path;
  Digest sha256;
  std::uint64_t size = 0;    // bytes, as the image says
  std::string media_type{};  // raw bytes
  LayerForm form = LayerForm::file;
  NamedBy named_by = NamedBy::us;
  std::string stored_as{};   // raw bytes: the name that the image gives where the path is another one; ""
  std::string other_name{};  // raw bytes: a second name that the image gives, and that is not the first; ""
  std::string joined{};  // printable: who names this digest besides: "commit 0123...", "the manifest"; "" for nobody
};

struct StoreRecord {
  std::string_view source{};         // as people call it, a literal: "the Ollama store"
  std::string image{};               // that was asked for, raw bytes
  Digest manifest{};                 // of the image's manifest
  std::vector<StoreFile> files{};    // sorted by path
  std::vector<ModelPath> members{};  // sorted: of archives; no digest of their own is known

  [[nodiscard]] const StoreFile* find(const ModelPath& path) const {
    const auto place = std::ranges::lower_bound(files, path, {}, &StoreFile::path);
    return place != files.end() && place->path == path ? &*place : nullptr;
  }
};

}  // namespace weightcheck::evidence
