// SPDX-License-Identifier: Apache-2.0
// The bases that the caller named: ledgers are read, directories are held against their commits.
#pragma once

#include <stop_token>
#include <vector>

#include "lineage/bases.hpp"
#include "workflow/lineage.hpp"

namespace weightcheck::workflow {

// In the order in which they were given. Errors: as find_lineage().
[[nodiscard]] Result<std::vector<lineage::Base>> read_bases(const LineageRequest& request, const std::stop_token& stop,
                                                            pipeline::Progress* progress);

}  // namespace weightcheck::workflow
