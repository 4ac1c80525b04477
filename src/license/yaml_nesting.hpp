// SPDX-License-Identifier: Apache-2.0
// A bound on nesting, before a parser that recurses sees the text.
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace weightcheck::license {

// Errors: limit.
[[nodiscard]] Status check_yaml_nesting(std::string_view yaml);

}  // namespace weightcheck::license
