// SPDX-License-Identifier: Apache-2.0
// The publisher's use case: hash a model and say what it is, once, in bytes that are the same on every run.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "git/object_id.hpp"
#include "pipeline/hash_files.hpp"
#include "workflow/journal.hpp"

namespace weightcheck::workflow {

struct ManifestRequest {
  std::string model{};   // path of the directory
  std::string output{};  // "" writes MODEL/SHA256.manifest, "-" leaves the writing to the caller
  std::optional<std::string> upstream{};
  std::optional<git::ObjectId> commit{};
  std::optional<std::uint64_t> midstates_grid{};  // writes SHA256.midstates beside the manifest, on this grid
  Reuse resume = Reuse::no;  // take over what an interrupted run had finished, and leave the same behind
  pipeline::HashOptions hashing{};
};

struct ManifestOutcome {
  std::string text{};                  // the manifest
  std::string written_to{};            // path, or "" for output "-"
  std::string midstates_written_to{};  // path, or ""
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t files_reused = 0;    // by --resume
  std::vector<std::string> notes{};  // printable
  std::vector<std::string> lost{};   // printable: what the manifest that was replaced said, and this one does not

  // Of a signature: by whom, printable; and in what the model is not what was signed: then nothing was written.
  std::string signer{};
  std::vector<std::string> differences{};
};

// Nothing is written unless everything was hashed. Errors: usage (no such model, the output is a file of it), malformed
// (something in the model that must not be published, each named), io, changed, limit, interrupted.
[[nodiscard]] Result<ManifestOutcome> create_manifest(const ManifestRequest& request, std::stop_token stop,
                                                      pipeline::Progress* progress = nullptr);

}  // namespace weightcheck::workflow
