// SPDX-License-Identifier: Apache-2.0
// Documents that name images:
//   an OCI index, also Docker's and Ollama's list:  { "manifests": [DESCRIPTOR ...] }
//   Docker Model Runner's models.json:              { "models": [{ "id": "sha256:HEX", "tags": [...], "files": [...] }]
//   } a version: oci-layout { "imageLayoutVersion": "1.0.0" }, Docker Model Runner's layout.json { "version": "1.0.0" }
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "stores/manifest.hpp"

namespace weightcheck::stores {

struct Index {
  std::vector<Descriptor> manifests{};

  friend bool operator==(const Index&, const Index&) = default;
};

struct RunnerModel {
  Digest id{};                      // of its manifest
  std::vector<std::string> tags{};  // raw bytes

  friend bool operator==(const RunnerModel&, const RunnerModel&) = default;
};

// A list of manifests, and no manifest: by its media type, or by what it holds.
[[nodiscard]] bool is_index(const json::Value& document);

// A size of 0 stands for one that is not said. Errors: malformed, limit; unsupported for another version, and where
// Ollama has whole manifests in the list.
[[nodiscard]] Result<Index> read_index(std::string_view text);
[[nodiscard]] Result<Index> index_in(const json::Value& document);  // that is parsed already
[[nodiscard]] Result<std::vector<RunnerModel>> read_runner_index(std::string_view text);

// Of oci-layout or layout.json. Errors: malformed; unsupported for a version other than 1.
[[nodiscard]] Status check_layout_version(std::string_view text);

}  // namespace weightcheck::stores
