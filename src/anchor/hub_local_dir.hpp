// SPDX-License-Identifier: Apache-2.0
// What `hf download --local-dir` leaves behind (facts of huggingface_hub 1.x):
//   MODEL/.cache/huggingface/download/PATH.metadata             commit, etag, time: hub_metadata.hpp
//                            download/.../[<name>.]<etag>[.<8 hex>].incomplete
//                            trees/<commit>.json                the list of all files of the commit
// Each file has its own record: files that were refreshed at different times may name different commits.
#pragma once

#include "base/result.hpp"
#include "evidence/layout_record.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::anchor {

// An empty record where there is no such metadata. Errors: io, denied.
[[nodiscard]] Result<evidence::LayoutRecord> read_local_dir(const io::ModelDirectory& model);
// Of client 0.23.0, which kept the same in MODEL/.huggingface/.
[[nodiscard]] Result<evidence::LayoutRecord> read_old_local_dir(const io::ModelDirectory& model);

}  // namespace weightcheck::anchor
