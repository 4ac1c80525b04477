// SPDX-License-Identifier: Apache-2.0
// What moved while the model was hashed: over terabytes that takes hours, and each file is held against what the walk
// found only while it is read.
#pragma once

#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// Walks again. A file that is gone, or another one, was not read as it is now; one that came was looked at by nobody,
// and is `unread`. Errors: those of walk_model().
[[nodiscard]] Status tell_what_moved(const io::ModelDirectory& model, const VerifyRequest& request,
                                     evidence::Evidence& evidence);

}  // namespace weightcheck::workflow
