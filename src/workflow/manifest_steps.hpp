// SPDX-License-Identifier: Apache-2.0
// The steps of making a manifest before and after the hashing, for whoever hashes.
#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "evidence/model_tree.hpp"
#include "evidence/observation.hpp"
#include "io/model_directory.hpp"
#include "manifest/manifest.hpp"
#include "midstates/midstates.hpp"
#include "workflow/create_manifest.hpp"
#include "workflow/held_records.hpp"

namespace weightcheck::workflow {

// What is known before anything is hashed.
struct ManifestBegun {
  io::ModelDirectory model;
  evidence::ModelTree tree;
  HeldRecords records;
  std::optional<manifest::Manifest> old;  // that is to be replaced
  ManifestOutcome outcome;
};

struct ManifestHashes {
  std::vector<Digest> digests{};  // one a file, in the tree's order
  midstates::Midstates midstates{};
};

// Errors: those of create_manifest().
[[nodiscard]] Result<ManifestBegun> begin_manifest(const ManifestRequest& request, const std::stop_token& stop);

// Every file of the tree, in its order.
[[nodiscard]] pipeline::HashPlan plan_manifest(const ManifestRequest& request, const ManifestBegun& begun);

// Of what was seen of that plan. Errors: what a file could not be read for.
[[nodiscard]] Result<ManifestHashes> take_hashes(const ManifestRequest& request, ManifestBegun& begun,
                                                 const std::vector<evidence::FileObservation>& seen);

// Writes it, where it is not for standard output.
[[nodiscard]] Result<ManifestOutcome> finish_manifest(const ManifestRequest& request, ManifestBegun& begun,
                                                      const ManifestHashes& hashes);

// The same of what was made in another way: `made` has sorted entries, and no pin yet. `states` is the text of
// SHA256.midstates, "" where none is asked for.
[[nodiscard]] Result<ManifestOutcome> write_manifest(const ManifestRequest& request, ManifestBegun& begun,
                                                     manifest::Manifest made, const std::string& states);

}  // namespace weightcheck::workflow
