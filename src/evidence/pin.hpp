// SPDX-License-Identifier: Apache-2.0
// Who named which commit: every statement about the upstream is kept apart until they are held against each other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/object_id.hpp"

namespace weightcheck::evidence {

struct Pin {
  std::optional<std::string> upstream{};
  git::ObjectId commit;

  friend bool operator==(const Pin&, const Pin&) = default;
};

// Where a pin came from, weakest first.
enum class Trust : std::uint8_t {
  none,    // there is no pin
  self,    // it lay beside the weights: whoever could change the one could change the other
  pinned,  // the caller gave it, or gave the manifest that holds it
};

[[nodiscard]] std::string_view name_of(Trust trust);

enum class PinSource : std::uint8_t { caller, manifest, proof, hub_cache, hub_local_dir, git_checkout, policy };

[[nodiscard]] std::string_view describe(PinSource source);  // "--commit", "the manifest", ...

struct PinStatement {
  PinSource source = PinSource::caller;
  std::optional<std::string> upstream{};
  std::optional<git::ObjectId> commit{};
  bool from_caller = false;  // said by the caller, or in a file that the caller named outside the model

  friend bool operator==(const PinStatement&, const PinStatement&) = default;
};

struct PinAgreement {
  std::optional<Pin> pin{};
  Trust trust = Trust::none;
  std::string conflict{};  // printable; "" when no two statements contradict each other
};

// One spelling a repository: the https form for hf:ORG/NAME and ms:ORG/NAME, scheme and host in lower case, without
// ".git" and a final '/'.
[[nodiscard]] std::string canonical_upstream(std::string_view upstream);

// Upstreams are equal when their canonical forms are.
[[nodiscard]] PinAgreement agree(const std::vector<PinStatement>& statements);

}  // namespace weightcheck::evidence
