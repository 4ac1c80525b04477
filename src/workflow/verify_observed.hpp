// SPDX-License-Identifier: Apache-2.0
// verify() by what others have read: everything but the reading of the files is done here and now.
#pragma once

#include <functional>
#include <vector>

#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// What others have seen of the files of a plan: one observation an item, in plan order.
using Observe = std::function<Result<std::vector<evidence::FileObservation>>(
    const io::ModelDirectory& model, const evidence::Evidence& gathered, const pipeline::HashPlan& plan)>;

// As verify(); and the errors of `observe`, which end the run.
[[nodiscard]] Result<policy::Report> verify_observed(const VerifyRequest& request, std::stop_token stop,
                                                     const VerifyHooks& hooks, const Observe& observe);

}  // namespace weightcheck::workflow
