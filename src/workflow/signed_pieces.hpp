// SPDX-License-Identifier: Apache-2.0
// Files of which somebody said the digests of their parts alone: a signature by shards. The parts are read once more,
// as if each were a file of its own, by all threads and lanes.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "workflow/hash_model.hpp"

namespace weightcheck::workflow {

// Adds the digests of the pieces to the observations, which are sorted by path; a file that changed since, or that
// cannot be read any more, loses its own digests. Errors: those of hash_files().
[[nodiscard]] Status hash_signed_pieces(const io::ModelDirectory& model, const evidence::Evidence& gathered,
                                        const VerifyRequest& request, const Watch& watch,
                                        std::vector<evidence::FileObservation>& observations);

}  // namespace weightcheck::workflow
