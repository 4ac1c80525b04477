// SPDX-License-Identifier: Apache-2.0
// What a signature leaves to be asked of the weights: a model that is meant to have none, and weights that it leaves
// out.
#pragma once

#include <vector>

#include "base/model_path.hpp"
#include "evidence/evidence.hpp"

namespace weightcheck::policy {

// All was looked at, and neither here nor in the signed list of all files is a weight file. Then nothing is missing,
// and the shape check has nothing to look at: it did not pass, and it does not fail the run.
[[nodiscard]] bool is_signed_without_weights(const evidence::Evidence& evidence);

// Weights that are here and that the signature leaves out, by the word of somebody else than the caller. Sorted.
[[nodiscard]] std::vector<ModelPath> weights_left_out(const evidence::Evidence& evidence);

}  // namespace weightcheck::policy
