// SPDX-License-Identifier: Apache-2.0
// Of the code that configs name: which files of the model are imported with it, and which of them are not here.
#pragma once

#include "evidence/budget.hpp"
#include "evidence/evidence.hpp"
#include "workflow/model_reader.hpp"

namespace weightcheck::workflow {

// Fills `code` and `not_here` of evidence.remote_code and evidence.imported, and takes out the names of libraries that
// no file of the model stands for. A file that cannot be read imports nothing here; hashing says why it could not be.
void follow_code(const ModelReader& model, evidence::Budget& budget, evidence::Evidence& evidence);

}  // namespace weightcheck::workflow
