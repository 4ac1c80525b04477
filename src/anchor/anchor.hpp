// SPDX-License-Identifier: Apache-2.0
// The one use of the network: from an upstream and a commit to the proof of what that commit holds.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "anchor/hub_environment.hpp"
#include "base/event.hpp"
#include "base/result.hpp"
#include "git/proof.hpp"

namespace weightcheck::anchor {

// Who said what the upstream is. The caller may name any place; a model none of this machine's but itself.
enum class NamedBy : std::uint8_t { caller, manifest, folder };

struct AnchorRequest {
  std::string upstream{};  // as find_repository() takes it
  NamedBy named_by = NamedBy::caller;
  std::string
      revision{};  // a full commit id, or a branch or tag to be resolved once; "" for HEAD of a local repository
  std::string cacert_file{};  // PEM, trusted beside the system's authorities
  HubEnvironment environment{};
  std::chrono::milliseconds time_max{600'000};  // of all steps together
  EventHook events{};                           // told of each call of git and each hop of HTTP
};

struct AnchorRecord {
  std::string upstream;                // as it belongs into a manifest
  git::ObjectId commit;                // full, whatever was asked for
  std::string proof_bytes;             // what COMMIT.proof is to hold, byte for byte
  git::CommitProof proof;              // the same, read and checked
  std::vector<std::string> notes;      // printable sentences
  std::vector<std::string> contacted;  // origins, in order; empty for a local repository
};

// Fetches the commit and its trees by git, and from a hub with a REST interface its list of files, which must agree.
// Nothing is written outside a temporary folder. Errors: usage (upstream, revision, offline), not_found (repository,
// commit, git), denied, network, inconsistent (hub and git disagree), malformed (what came is no proof), limit,
// unsupported, io, interrupted; messages hold the cure and never a token.
[[nodiscard]] Result<AnchorRecord> anchor(const AnchorRequest& request, const std::stop_token& stop = {});

}  // namespace weightcheck::anchor
