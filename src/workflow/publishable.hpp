// SPDX-License-Identifier: Apache-2.0
// What must not be published, in a manifest or under a signature.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "evidence/model_tree.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::workflow {

// What verifiers would have to reject: links out of the model, special files, names that hide or collide, pointer
// stubs, unfinished downloads, and whatever else is not what its name says. Each is a printable sentence; empty where
// nothing stands against it. Reads heads of files, and hashes nothing.
[[nodiscard]] std::vector<std::string> objections(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                                                  const std::stop_token& stop);

// The same of one file that is published alone, whatever else lies beside it.
[[nodiscard]] std::vector<std::string> objections_to_file(const io::ModelDirectory& model,
                                                          const evidence::ModelFile& file, const std::stop_token& stop);

// Told at once, as the reason why no `made` ("manifest") was written; malformed. `list` is not empty.
[[nodiscard]] Error not_publishable(std::string_view made, const std::vector<std::string>& list);

}  // namespace weightcheck::workflow
