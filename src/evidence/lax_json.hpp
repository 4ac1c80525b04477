// SPDX-License-Identifier: Apache-2.0
// Configs as the laxest of their readers take them: JSON with repeated keys, NaN, comments, single quotes, words
// without quotes, commas too many or too few, halves of surrogate pairs, bytes that are not UTF-8, byte order marks,
// UTF-16 and UTF-32, and brackets as deep as Python's json follows them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "json/value.hpp"

namespace weightcheck::evidence {

inline constexpr std::size_t lax_depth_max = 2000;  // Python gives up at about a thousand

// Errors: malformed, where brackets do not fit each other; limit.
[[nodiscard]] Result<json::Value> parse_lax_json(std::string_view text);

// In UTF-8, without a byte order mark: by the mark, or by where the NULs stand, as Python's json tells them.
[[nodiscard]] std::string as_utf8(std::string_view text);

}  // namespace weightcheck::evidence
