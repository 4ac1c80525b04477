// SPDX-License-Identifier: Apache-2.0
// One cause, one finding: what follows from a cause that is told is not told again. A row of the catalogue names the
// rules that it may follow from; here it is asked, path by path, whether one of them speaks.
#pragma once

#include <span>
#include <vector>

#include "policy/adjust.hpp"

namespace weightcheck::policy {

// Those that remain to be told. A path goes only where a cause speaks of the same path, counts as a warning at least,
// is as grave, and ends the run no later in the order of exit codes; a finding that is about the model as a whole goes
// by a cause that is too. One with a fixed sentence goes once all its paths do. So every path that is found fault with
// is still told, at the level and with the exit code that it had.
[[nodiscard]] std::vector<Adjusted> without_consequences(std::span<const Adjusted> findings);

// Those of one rule, cause, level and exit code become one, in the place of the first. What was waived has been taken
// out before.
[[nodiscard]] std::vector<Adjusted> one_a_cause(std::vector<Adjusted> told);

// Does a rule follow from another, directly or through others?
[[nodiscard]] bool follows(const Rule& rule, const Rule& cause);

}  // namespace weightcheck::policy
