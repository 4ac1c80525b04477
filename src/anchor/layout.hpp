// SPDX-License-Identifier: Apache-2.0
// What a directory's own layout says of its files: a snapshot of a Hugging Face cache, the metadata of a download into
// a plain folder, a git checkout. Nothing of it is executed, and no configuration is read.
#pragma once

#include "base/result.hpp"
#include "evidence/layout_record.hpp"
#include "evidence/model_tree.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::anchor {

// The first of the layouts, in the order of DESIGN section 5, that says anything. What is there and unusable is told in
// the record. Errors: io, denied.
[[nodiscard]] Result<evidence::LayoutRecord> read_layout(const io::ModelDirectory& model);

// Adds what only the walk shows: the links of a snapshot, whose targets name digests.
void add_walk(const evidence::ModelTree& tree, evidence::LayoutRecord& record);

}  // namespace weightcheck::anchor
