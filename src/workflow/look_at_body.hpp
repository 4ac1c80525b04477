// SPDX-License-Identifier: Apache-2.0
// What stands in the place of weights, and of the files beside them that loaders read: is it what its name says, or
// what a server answered?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evidence/budget.hpp"
#include "evidence/evidence.hpp"
#include "evidence/loader_files.hpp"
#include "workflow/model_reader.hpp"
#include "workflow/once_per_file.hpp"

namespace weightcheck::workflow {

// One document under many names is read once.
struct DocumentSeen {
  evidence::ContentKind kind = evidence::ContentKind::text;
  std::string words{}, json_fault{};
};
using BodiesSeen = OncePerFile<DocumentSeen, evidence::LoaderFile>;

// Completes `seen`, and adds to `bodies` what is no such thing. An error says why it could not be looked at.
[[nodiscard]] std::optional<Error> look_at_body(const ModelReader& model, evidence::Budget& budget,
                                                const std::string& head, const evidence::ModelFile& file,
                                                BodiesSeen& known, evidence::ContentSeen& seen,
                                                std::vector<evidence::BodySeen>& bodies);

}  // namespace weightcheck::workflow
