// SPDX-License-Identifier: Apache-2.0
// The listing of a model: what belongs to it, what is left out by name and content, what is refused by kind.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "evidence/model_tree.hpp"
#include "io/open_beneath.hpp"
#include "io/snapshot_link.hpp"

namespace weightcheck::io {

struct WalkStart {
  int root = -1;         // descriptor of the model's directory, readable
  int containment = -1;  // descriptor of what links may not leave
  std::string prefix{};  // from containment to root, "" or ending in '/'
  int store = -1;        // of a snapshot of a hub cache: descriptor of the folder that its repository lies in
  evidence::Layout layout = evidence::Layout::plain;
  OpenMethod method = OpenMethod::automatic;
  std::size_t name_bytes_max = limits::model_name_bytes_max;  // of all paths and of what links say
};

[[nodiscard]] Result<evidence::ModelTree> walk_model(const WalkStart& start);

// Does the walk leave out a file of this name, wherever it comes from?
[[nodiscard]] bool is_left_out(const ModelPath& path);

}  // namespace weightcheck::io
