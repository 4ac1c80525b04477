// SPDX-License-Identifier: Apache-2.0
// Of the code that configs name: which files of the model are imported with it, and which of them are not here.
#pragma once

#include <optional>

#include "base/model_path.hpp"
#include "base/result.hpp"
#include "evidence/budget.hpp"
#include "evidence/evidence.hpp"
#include "workflow/model_reader.hpp"

namespace weightcheck::workflow {

// Why imports were not followed to their end.
struct CodeGap {
  ModelPath file;
  Error error;
};

// Fills `code` and `not_here` of evidence.remote_code and evidence.imported, and takes out the names of libraries that
// no file of the model stands for. The first file whose imports are not all known is handed back.
[[nodiscard]] std::optional<CodeGap> follow_code(const ModelReader& model, evidence::Budget& budget,
                                                 evidence::Evidence& evidence);

}  // namespace weightcheck::workflow
