// SPDX-License-Identifier: Apache-2.0
// Who named which commit: every statement about the upstream is kept apart until they are held against each other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/claim.hpp"
#include "git/object_id.hpp"

namespace weightcheck::evidence {

struct Pin {
  std::optional<std::string> upstream{};
  git::ObjectId commit;

  friend bool operator==(const Pin&, const Pin&) = default;
};

// What a statement is worth by its origins, weakest first.
enum class Trust : std::uint8_t {
  none,    // nobody said it
  self,    // it lay beside the weights: whoever could change the one could change the other
  pinned,  // the caller gave it, or a file from outside the model that says it
};

[[nodiscard]] std::string_view name_of(Trust trust);

struct PinStatement {
  std::string_view source{};  // as people call it, a literal: "the manifest"
  std::optional<std::string> upstream{};
  std::optional<git::ObjectId> commit{};
  Origin origin{};

  friend bool operator==(const PinStatement&, const PinStatement&) = default;
};

struct PinAgreement {
  std::optional<Pin> pin{};
  Trust commit = Trust::none;    // of the commit's id
  Trust upstream = Trust::none;  // of the upstream's name, which a trusted commit says nothing for
  std::string conflict{};        // printable; "" when no two statements contradict each other
};

// Two spellings of one repository are no conflict.
[[nodiscard]] PinAgreement agree(const std::vector<PinStatement>& statements);

}  // namespace weightcheck::evidence
