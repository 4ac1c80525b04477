// SPDX-License-Identifier: Apache-2.0
// Local stores of models: where they lie, what they hold, and one image of theirs as a model. Nothing is executed, no
// registry is asked, and no weights are read: manifests, indexes and the headers of archives are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "anchor/variables.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "io/model_directory.hpp"
#include "stores/reference.hpp"

namespace weightcheck::anchor {

// The folder of the store that the reference means: that of `oci:`, else what the runner's own variable names
// (OLLAMA_MODELS, MODELS_PATH), else the first of its usual places that holds the image, or that is there. Errors:
// usage where there is none.
[[nodiscard]] Result<std::string> store_folder(const stores::Reference& reference, const Variables& variables);

// Errors: usage where the store has no such image, or the name could mean several; malformed, limit, unsupported,
// inconsistent for documents that cannot be relied on; io, denied.
[[nodiscard]] Result<io::ModelDirectory> open_store(const stores::Reference& reference, const std::string& folder);

// One image of a store, by the name that MODEL takes.
struct StoreEntry {
  std::string name{};       // raw bytes: "qwen3:8b", a tag; "" where it has none
  Digest manifest{};        // of its manifest; of nothing where there is a fault
  std::uint64_t bytes = 0;  // of all blobs, as the manifest says
  std::size_t layers = 0;
  std::string fault{};  // printable: why it cannot be read; "" where it can
};

// Sorted by name. Errors: as those of open_store(), of the store's own documents.
[[nodiscard]] Result<std::vector<StoreEntry>> list_store(const stores::Reference& reference, const std::string& folder);

}  // namespace weightcheck::anchor
