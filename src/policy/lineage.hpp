// SPDX-License-Identifier: Apache-2.0
// The rules of what was found of given bases, and the findings of a run of `lineage`, which asks nothing else of a
// model.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "lineage/outcome.hpp"
#include "policy/demands.hpp"
#include "policy/finding.hpp"

namespace weightcheck::policy {

struct Rule;

// Their rows of the catalogue. Silent where no base was given to look for.
[[nodiscard]] std::span<const Rule> lineage_rules();

// The gravest first. `evidence` is what the model says of itself, and what was found in it.
[[nodiscard]] std::vector<Finding> lineage_findings(const evidence::Evidence& evidence, const Demands& demands);

// "Qwen/Qwen3-8B"; the commit where nothing names the upstream. Raw bytes.
[[nodiscard]] std::string short_name_of(const lineage::BaseTotals& base);
[[nodiscard]] std::string percent_words(double percent);  // "24.9"

}  // namespace weightcheck::policy
