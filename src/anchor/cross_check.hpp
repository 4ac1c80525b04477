// SPDX-License-Identifier: Apache-2.0
// Holds what a hub's REST interface lists against the git objects of the same commit: two answers of one hub that must
// agree.
#pragma once

#include <string>
#include <vector>

#include "anchor/hub_listing.hpp"
#include "base/result.hpp"
#include "git/proof.hpp"

namespace weightcheck::anchor {

// `listed` is sorted by path. Notes about what could not be compared. Errors: inconsistent, naming the file and both
// sides; and those of git::pointer_blob_id().
[[nodiscard]] Result<std::vector<std::string>> cross_check(const git::CommitProof& proof,
                                                           const std::vector<ListedFile>& listed);

}  // namespace weightcheck::anchor
