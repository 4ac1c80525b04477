// SPDX-License-Identifier: Apache-2.0
// Ranges of a base's files that somebody fetched: files named `<sha256 of the shard>.<begin>-<end>`. They help to
// rebuild the base's files; their tensors are not counted as the fork's.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "ledger/links.hpp"
#include "lineage/bases.hpp"

namespace weightcheck::workflow {

// Sets the links of those tensors that lie whole in a range and have the digest that the ledger says; a range that
// holds other bytes shows nothing. Errors: usage, where there is no such folder, or a file there whose name or length
// is not that of a range; io.
[[nodiscard]] Status fill_links(const std::string& folder, const lineage::Bases& bases,
                                std::vector<ledger::Link>& links);

}  // namespace weightcheck::workflow
