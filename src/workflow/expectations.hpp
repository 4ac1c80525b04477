// SPDX-License-Identifier: Apache-2.0
// The first step of a run: what is said about a model, before any of its files is opened.
#pragma once

#include "base/result.hpp"
#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// Asks every source, and holds their pins against each other; `rejected` where that ends the run. Errors: usage for a
// file that the caller named and that is not there; io, denied.
[[nodiscard]] Result<evidence::Said> gather_said(const io::ModelDirectory& model, const VerifyRequest& request);

// What only the walk shows: claims that links make, and unfinished downloads that lie beside the model, which the tree
// then tells of. Afterwards what one set says of a file is known to the others.
void finish_claims(evidence::Said& said, evidence::ModelTree& tree);

// Those that records beside the model tell of.
void add_partial_downloads(const std::vector<evidence::LayoutRecord>& layouts, evidence::ModelTree& tree);

}  // namespace weightcheck::workflow
