// SPDX-License-Identifier: Apache-2.0
// How a model in a local store is named in place of a folder:
//   ollama:[HOST/][NAMESPACE/]NAME[:TAG]     docker:NAME[:TAG][@sha256:HEX] or docker:sha256:HEX
//   oci:FOLDER[:TAG][@sha256:HEX]
// `./ollama:x` is a folder. Ollama fills in registry.ollama.ai, library and latest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace weightcheck::stores {

enum class StoreKind : std::uint8_t { ollama, oci, model_runner };

struct Reference {
  StoreKind kind = StoreKind::ollama;
  std::string folder{};            // of `oci:`, raw bytes; "" where the store has its own place
  std::string name{};              // of the model, raw bytes; "" for the whole store
  std::optional<Digest> digest{};  // of the image's manifest, in place of a name or to hold it to

  friend bool operator==(const Reference&, const Reference&) = default;
};

// Does the word name a store, well or badly?
[[nodiscard]] bool names_store(std::string_view word);

// Errors: usage, with the form that is right.
[[nodiscard]] Result<Reference> read_reference(std::string_view word);

// Where Ollama keeps the manifest of a name, below `manifests/`: "registry.ollama.ai/library/qwen3/8b". Errors: usage,
// for what is no name of Ollama's.
[[nodiscard]] Result<std::string> ollama_place(std::string_view name);

// The name of such a place, as a person would say it: "qwen3:8b"; nothing for what is none.
[[nodiscard]] std::optional<std::string> ollama_name(std::string_view place);

// Whether a tag of Docker Model Runner's index is the one that a person means: `ai/qwen3` is
// `docker.io/ai/qwen3:latest`.
[[nodiscard]] bool is_tag(std::string_view tag, std::string_view name);

}  // namespace weightcheck::stores
