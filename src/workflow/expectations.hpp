// SPDX-License-Identifier: Apache-2.0
// Collects what is said about a model, before anything of it is opened: the manifest, the proofs, the layout, the
// pins, and from them the claims.
#pragma once

#include "base/result.hpp"
#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// Sets manifest, proof, bases, layout, pin, trust or `rejected`. Errors: usage for a file that the caller named and
// that is not there; io, denied.
[[nodiscard]] Status gather_expectations(const io::ModelDirectory& model, const VerifyRequest& request,
                                         evidence::Evidence& evidence);

// Sets claims and claims_source, in the order of DESIGN section 5, and tells the tree of unfinished downloads that lie
// beside it; needs the walk.
void gather_claims(evidence::Evidence& evidence);

}  // namespace weightcheck::workflow
