// SPDX-License-Identifier: Apache-2.0
// What a git checkout says of its files: the blobs that its index names, and the commit that its HEAD does. git itself
// is not run, and neither configuration nor attributes are read.
#pragma once

#include "base/result.hpp"
#include "evidence/layout_record.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::anchor {

// An empty record where there is no .git. The claims are the index's, which `git add` may have moved away from HEAD; a
// blob id is that of the content or of its LFS pointer. A .git that is a file leads out of the model and is not
// followed. Errors: io, denied.
[[nodiscard]] Result<evidence::LayoutRecord> read_git_checkout(const io::ModelDirectory& model);

}  // namespace weightcheck::anchor
