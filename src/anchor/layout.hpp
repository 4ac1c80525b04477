// SPDX-License-Identifier: Apache-2.0
// What a directory's own layout says of its files: a snapshot of a Hugging Face cache, the metadata of a download into
// a plain folder, a git checkout. Nothing of it is executed, and no configuration is read.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "evidence/layout_record.hpp"
#include "evidence/model_tree.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::anchor {

// Every layout that says anything of the model, the strongest first: a new one is a file and a row of the table in
// layout.cpp. What is there and unusable is told in its record. Errors: io, denied.
[[nodiscard]] Result<std::vector<evidence::LayoutRecord>> read_layouts(const io::ModelDirectory& model);

// Adds what only the walk shows: the links of a snapshot, whose targets name digests.
void add_walk(const evidence::ModelTree& tree, std::vector<evidence::LayoutRecord>& records);

}  // namespace weightcheck::anchor
