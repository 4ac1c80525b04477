// SPDX-License-Identifier: Apache-2.0
// The part of a COMMIT.proof that speaks of a few files.
#pragma once

#include <string>
#include <vector>

#include "base/model_path.hpp"
#include "base/result.hpp"
#include "git/proof.hpp"

namespace weightcheck::ledger {

// The commit, the trees on the way to `paths`, and those of their LFS pointers that are not canonical, in the order in
// which they stand in `proof`, which is `parsed`. Errors: malformed, where a tree on the way is not there.
[[nodiscard]] Result<std::string> proof_part(std::string_view proof, const git::CommitProof& parsed,
                                             const std::vector<ModelPath>& paths);

}  // namespace weightcheck::ledger
