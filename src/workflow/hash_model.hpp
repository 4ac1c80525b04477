// SPDX-License-Identifier: Apache-2.0
// The hours: every file of the model is hashed, for all that the claim sets ask of it.
#pragma once

#include <stop_token>

#include "base/result.hpp"
#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// Of the evidence, what was gathered before. Errors: usage and unsupported, for options that this machine cannot
// honour; what cannot be read is told with its file.
[[nodiscard]] Result<evidence::Hashed> hash_model(const io::ModelDirectory& model, const evidence::Evidence& gathered,
                                                  const VerifyRequest& request, const std::stop_token& stop,
                                                  pipeline::Progress& progress);

}  // namespace weightcheck::workflow
