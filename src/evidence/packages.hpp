// SPDX-License-Identifier: Apache-2.0
// Lists of Python packages that a server installs before it loads the model: from where they come.
#pragma once

#include <string_view>
#include <vector>

#include "evidence/model_tree.hpp"
#include "evidence/remote_code.hpp"

namespace weightcheck::evidence {

// Does MLflow, or an inference endpoint with a handler of the model's own, install what this file lists?
[[nodiscard]] bool names_packages(const ModelPath& file, const ModelTree& tree);

// What is not a name in the package index: addresses, repositories, folders, and other indexes to look names up in.
[[nodiscard]] std::vector<RemoteCode> find_packages(const ModelPath& file, std::string_view text);

}  // namespace weightcheck::evidence
