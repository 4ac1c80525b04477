// SPDX-License-Identifier: Apache-2.0
// Findings as services that collect them want them: at a place in the repository, with a name that stays the same from
// run to run, and not in thousands.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "policy/report.hpp"

namespace weightcheck::report {

// GitHub shows 100 locations of a result and keeps 5,000 results; nobody reads as many of one kind.
inline constexpr std::size_t findings_of_a_rule_max = 100;
inline constexpr std::size_t locations_max = 100;
inline constexpr std::size_t results_max = 5000;

// Does it fail the run?
[[nodiscard]] bool counts(const policy::Report& report, const policy::Finding& finding);

// Those of one rule and severity that are more than findings_of_a_rule_max become one, and its subject says so.
[[nodiscard]] std::vector<policy::Finding> folded(const std::vector<policy::Finding>& findings);

// The raw paths to show it at, at most locations_max and never none: what is about the whole model is shown at its
// card, else at its license, which may be the very file that is missing. From the folder the program ran in, as far as
// the model was named by a relative path.
[[nodiscard]] std::vector<std::string> places_of(const policy::Report& report, const policy::Finding& finding);

// 64 hexadecimal digits that depend on what was found where, and on no count, size or time.
[[nodiscard]] std::string fingerprint_of(const policy::Finding& finding);

}  // namespace weightcheck::report
