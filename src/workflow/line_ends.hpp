// SPDX-License-Identifier: Apache-2.0
// Only to explain: would a text file that differs be as listed, if its lines ended otherwise?
#pragma once

#include <vector>

#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::workflow {

// Sorted. Without observations, of the files whose size already says that they differ. Small files only, and not too
// many: whoever writes a list chooses how many files differ from it.
[[nodiscard]] std::vector<ModelPath> line_ends_changed(const io::ModelDirectory& model,
                                                       const evidence::Evidence& evidence,
                                                       const std::vector<evidence::FileObservation>& observations);

}  // namespace weightcheck::workflow
