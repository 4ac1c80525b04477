// SPDX-License-Identifier: Apache-2.0
// Jinja templates that reach for more than a chat template needs: attributes of Python's own, other templates, the
// ways around a filter of words. Renderers without a sandbox run what they reach (CVE-2024-34359).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weightcheck::evidence {

class Budget;

// The expression that does, as it stands in the text, shortened; none where there is none. The first that the budget
// does not allow to follow counts as one.
[[nodiscard]] std::optional<std::string> reach_of_template(std::string_view text, Budget* budget = nullptr);

}  // namespace weightcheck::evidence
