// SPDX-License-Identifier: Apache-2.0
// The directory that a request means, and the files in it that are the model's.
#pragma once

#include "base/result.hpp"
#include "evidence/model_tree.hpp"
#include "io/model_directory.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// A model that is one file: only a signature says anything of such a one.
[[nodiscard]] bool is_single(const VerifyRequest& request);

// Errors: usage (there is none, or a receipt cannot be left of it), io, denied.
[[nodiscard]] Result<io::ModelDirectory> open_model(const VerifyRequest& request);

// The files of the model. A manifest, proof or signature under another name inside it is evidence, not part of it.
[[nodiscard]] Result<evidence::ModelTree> walk_model(const io::ModelDirectory& model, const VerifyRequest& request);

}  // namespace weightcheck::workflow
