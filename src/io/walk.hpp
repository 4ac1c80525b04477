// SPDX-License-Identifier: Apache-2.0
// The listing of a model: what belongs to it, what is left out by name, what is refused by kind.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/model_path.hpp"
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

// Does the walk leave out a file of this name, wherever it comes from?
[[nodiscard]] bool is_left_out(const ModelPath& path);

// "blobs/<etag>" where a link at `path` of a snapshot leads to a blob of its repository: `../../blobs/<etag>`, with one
// `..` more for every folder. The one way out of a snapshot that is allowed.
[[nodiscard]] std::optional<std::string> blob_named(const ModelPath& path, std::string_view target);

}  // namespace weightcheck::io
