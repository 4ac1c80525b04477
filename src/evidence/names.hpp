// SPDX-License-Identifier: Apache-2.0
// Names that are different bytes and the same name elsewhere: on file systems that ignore case, or that normalise
// Unicode.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "evidence/model_tree.hpp"

namespace weightcheck::evidence {

// Pairs (raw bytes) that are equal after NFKC and case folding, component by component: the first of a group against
// each other one. Folders count: "A/x" and "a/y" collide in their folder.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> colliding_names(const ModelTree& tree);

}  // namespace weightcheck::evidence
