// SPDX-License-Identifier: Apache-2.0
// The hours: every file of the model is hashed, for all that the claim sets ask of it.
#pragma once

#include <stop_token>

#include "base/result.hpp"
#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "workflow/midstates_file.hpp"
#include "workflow/verify_observed.hpp"

namespace weightcheck::workflow {

struct Watch {
  const std::stop_token& stop;
  pipeline::Progress& progress;
};

// What is to be read, and with the help of which states, to which the plan points.
struct ModelPlan {
  FoundMidstates found;
  pipeline::HashPlan plan;
};

// Errors: usage, for a file of states that is named and not there.
[[nodiscard]] Result<ModelPlan> plan_model(const io::ModelDirectory& model, const evidence::Evidence& gathered,
                                           const VerifyRequest& request);

// Of the evidence, what was gathered before. Errors: usage and unsupported, for options that this machine cannot
// honour, and those of `observe`; what cannot be read is told with its file.
[[nodiscard]] Result<evidence::Hashed> hash_model(const io::ModelDirectory& model, const evidence::Evidence& gathered,
                                                  const VerifyRequest& request, const Observe& observe,
                                                  const Watch& watch);

// A second read of large files, where their digests leave open whether they are a commit's. Adds to the observations,
// which are sorted by path. Errors: as above.
[[nodiscard]] Status take_second_look(const io::ModelDirectory& model, const evidence::Evidence& gathered,
                                      const VerifyRequest& request, const Watch& watch,
                                      std::vector<evidence::FileObservation>& observations);

}  // namespace weightcheck::workflow
