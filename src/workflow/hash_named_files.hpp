// SPDX-License-Identifier: Apache-2.0
// Digests of files that belong to no model, named one by one: what `weightcheck hash` does.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "pipeline/hash_files.hpp"

namespace weightcheck::workflow {

// One result a path, in their order; links are followed, as sha256sum does. The outer Error is for options this machine
// cannot honour. `paths` outlives the use of `progress`, which shows them.
[[nodiscard]] Result<std::vector<Result<Digest>>> hash_named_files(const std::vector<std::string>& paths,
                                                                   const pipeline::HashOptions& options,
                                                                   std::stop_token stop,
                                                                   pipeline::Progress* progress = nullptr);

}  // namespace weightcheck::workflow
