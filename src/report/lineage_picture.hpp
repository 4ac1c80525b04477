// SPDX-License-Identifier: Apache-2.0
// Pictures of a lineage, as SVG inside a page: a map of tensors, a bar of bytes, and the bases' files.
#pragma once

#include <string>

#include "lineage/outcome.hpp"

namespace weightcheck::report {

// The patterns that the pictures are filled with; once a page.
[[nodiscard]] std::string lineage_patterns();

// What hues, fills and letters mean.
[[nodiscard]] std::string lineage_legend(const lineage::Outcome& outcome);

// Columns are layers, rows are kinds of tensor in forward order, embeddings above and the head below. The hue is the
// base, the fill the evidence, the letter the relation. Where a layer has many tensors of a kind, as experts are, the
// cell is divided, and its letter is of the relation that is least.
[[nodiscard]] std::string lineage_map(const lineage::Outcome& outcome);

// One bar, as long as the model has bytes: a part for each base and evidence.
[[nodiscard]] std::string lineage_bar(const lineage::Outcome& outcome);

// Of each established base one bar a file: filled where it is rebuilt, empty where bytes are missing.
[[nodiscard]] std::string lineage_shards(const lineage::Outcome& outcome);

}  // namespace weightcheck::report
