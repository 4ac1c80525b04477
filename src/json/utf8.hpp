// SPDX-License-Identifier: Apache-2.0
// Well-formed UTF-8 as RFC 3629 section 4 has it: no overlong forms, no surrogates, nothing over U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace weightcheck::json {

// The offset of the first byte that no well-formed sequence holds; npos where all of `text` is UTF-8.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text);

}  // namespace weightcheck::json
