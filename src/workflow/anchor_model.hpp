// SPDX-License-Identifier: Apache-2.0
// Fetches the proof of a model's pinned commit and lays it beside the manifest: the one use case with a network behind
// it.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "anchor/hub_environment.hpp"
#include "base/event.hpp"
#include "base/result.hpp"

namespace weightcheck::workflow {

struct AnchorModelRequest {
  std::string model;                      // path of the directory
  std::optional<std::string> upstream{};  // else the manifest's; a git checkout needs none
  std::optional<std::string> revision{};  // a commit, branch or tag; else the manifest's commit
  std::string output{};                   // "" writes MODEL/COMMIT.proof, "-" leaves the writing to the caller
  std::string cacert_file{};
  std::chrono::seconds time_max{600};  // of all that is fetched
  anchor::HubEnvironment environment{};
  EventHook events{};
};

struct AnchorModelOutcome {
  std::string upstream;
  std::string commit;  // full
  std::string proof_bytes;
  std::string written_to;        // "" for output "-"
  bool manifest_pinned = false;  // the pin was added to MODEL's manifest, which had none: not where `output` is given
  std::vector<std::string> contacted;
  std::vector<std::string> notes;
};

// Errors: usage (no such model, nothing names an upstream or a commit, the output is a file of the model), inconsistent
// (the manifest names another commit; hub and git disagree), and those of anchor::anchor and io::write_atomically.
// Nothing is written unless the proof was fetched and read back.
[[nodiscard]] Result<AnchorModelOutcome> anchor_model(const AnchorModelRequest& request, const std::stop_token& stop);

}  // namespace weightcheck::workflow
