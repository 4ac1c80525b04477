// SPDX-License-Identifier: Apache-2.0
// A manifest that a model is held against before it is signed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "manifest/manifest.hpp"
#include "workflow/signable.hpp"

namespace weightcheck::workflow {

struct ListedModel {
  std::string name;  // raw: of the file
  std::vector<manifest::Entry> entries;

  [[nodiscard]] const manifest::Entry* find(const ModelPath& path) const;
};

// `file` of the caller, a bill of materials among them; without one MODEL/SHA256.manifest. Errors: inconsistent (there
// is none, or it is malformed); usage for a `file` that is not there; io, denied.
[[nodiscard]] Result<ListedModel> read_listed(const std::optional<std::string>& file, const Signable& model);

// In what the model's names and sizes are not what is listed, each a printable sentence; what the signature leaves out
// is not asked for.
[[nodiscard]] std::vector<std::string> differences(const ListedModel& listed, const Signable& model);

// ... and its digests, one a file in the tree's order, where the names are the same.
[[nodiscard]] std::vector<std::string> other_bytes(const ListedModel& listed, const Signable& model,
                                                   const std::vector<Digest>& digests);

}  // namespace weightcheck::workflow
