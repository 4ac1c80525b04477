// SPDX-License-Identifier: Apache-2.0
// Paths that configs give to the loaders that read them, and where in the model they lead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/model_path.hpp"
#include "evidence/model_tree.hpp"

namespace weightcheck::evidence {

enum class PathUse : std::uint8_t {
  opened,   // the loader opens what lies there, beside the config
  local,    // as before, but an absolute path is a machine's own, which training left behind and loaders replace
  unknown,  // some text that looks like a path into a hidden place
};

struct GivenPath {
  std::string value{};  // raw
  PathUse use = PathUse::opened;

  friend bool operator==(const GivenPath&, const GivenPath&) = default;
};

inline constexpr std::size_t given_paths_max = 1000;  // of one config

// None of a text that no reader here understands: it is told itself, or no loader reads it.
[[nodiscard]] std::vector<GivenPath> given_paths(const ModelPath& file, std::string_view text);

// Does the path lead out of the model, or into something that the walk left out and nobody looked at? `file` is the
// config that gives it.
[[nodiscard]] bool leads_astray(const ModelTree& tree, const ModelPath& file, const GivenPath& given);

}  // namespace weightcheck::evidence
