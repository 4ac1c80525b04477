// SPDX-License-Identifier: Apache-2.0
// Configs as Python reads them: keys may repeat, and NaN and Infinity are numbers (here: 0).
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "json/value.hpp"

namespace weightcheck::evidence {

// Errors: those of json::parse.
[[nodiscard]] Result<json::Value> parse_lax_json(std::string_view text);

}  // namespace weightcheck::evidence
