// SPDX-License-Identifier: Apache-2.0
// The listing of a model: what belongs to it, what is left out by name, what is refused by kind.
#pragma once

#include <string>

#include "base/result.hpp"
#include "evidence/model_tree.hpp"
#include "io/open_beneath.hpp"

namespace weightcheck::io {

struct WalkStart {
  int root = -1;         // descriptor of the model's directory, readable
  int containment = -1;  // descriptor of what links may not leave
  std::string prefix{};  // from containment to root, "" or ending in '/'
  evidence::Layout layout = evidence::Layout::plain;
  OpenMethod method = OpenMethod::automatic;
};

[[nodiscard]] Result<evidence::ModelTree> walk_model(const WalkStart& start);

}  // namespace weightcheck::io
