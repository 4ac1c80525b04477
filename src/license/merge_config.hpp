// SPDX-License-Identifier: Apache-2.0
// mergekit_config.yml: which models were merged. A claim, like a card's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace weightcheck::license {

// In the order of the file, none twice; of "MODEL+ADAPTER" both. Errors: malformed (no YAML), limit (sizes, depth).
[[nodiscard]] Result<std::vector<std::string>> models_of_merge(std::string_view yaml);

}  // namespace weightcheck::license
