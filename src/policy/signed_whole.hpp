// SPDX-License-Identifier: Apache-2.0
// A model that is meant to have no weights, by the word of who signed it.
#pragma once

#include "evidence/evidence.hpp"

namespace weightcheck::policy {

// All was looked at, and neither here nor in the signed list of all files is a weight file. Then nothing is missing,
// and the shape check has nothing to look at: it did not pass, and it does not fail the run.
[[nodiscard]] bool is_signed_without_weights(const evidence::Evidence& evidence);

}  // namespace weightcheck::policy
