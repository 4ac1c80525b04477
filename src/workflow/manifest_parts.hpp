// SPDX-License-Identifier: Apache-2.0
// A manifest that several machines make: each hashes a part, and whoever has all parts writes it. The bytes are those
// that one machine would have written.
#pragma once

#include <stop_token>
#include <vector>

#include "parts/join.hpp"
#include "workflow/create_manifest.hpp"
#include "workflow/part_run.hpp"

namespace weightcheck::workflow {

// Errors: those of create_manifest(); what a file could not be read for is in the part and in the outcome.
[[nodiscard]] Result<PartOutcome> create_manifest_part(const ManifestRequest& request, const PartRequest& part,
                                                       const Watch& watch);

// The grid is the parts' own. Errors: those of create_manifest(), and io with every objection to the parts.
[[nodiscard]] Result<ManifestOutcome> create_manifest_of_parts(ManifestRequest request,
                                                               const std::vector<parts::Given>& given,
                                                               const Watch& watch);

}  // namespace weightcheck::workflow
