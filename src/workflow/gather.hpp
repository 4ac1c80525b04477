// SPDX-License-Identifier: Apache-2.0
// Fills in what can be known of a model without hashing it: the heads of its files, what readers say of its weights,
// its indexes, configs and license files. Bounded reads only; no tensor data.
#pragma once

#include "base/result.hpp"
#include "evidence/budget.hpp"
#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::workflow {

// Reads evidence.tree, writes the rest. A file that cannot be opened, or that there is no budget for, leaves its
// question unexamined; hashing reports what cannot be read. Ends within a second after a stop was asked for.
void gather_structure(const io::ModelDirectory& model, evidence::Budget& budget, evidence::Evidence& evidence);

}  // namespace weightcheck::workflow
