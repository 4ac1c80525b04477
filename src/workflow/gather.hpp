// SPDX-License-Identifier: Apache-2.0
// Fills in what can be known of a model without hashing it: the heads of its files, the headers of its shards, its
// indexes, configs and license files. Bounded reads only; no tensor data.
#pragma once

#include "base/result.hpp"
#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::workflow {

// Reads evidence.tree, writes the rest. A file that cannot be opened leaves its question unexamined; hashing reports
// it.
void gather_structure(const io::ModelDirectory& model, evidence::Evidence& evidence);

}  // namespace weightcheck::workflow
