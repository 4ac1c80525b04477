// SPDX-License-Identifier: Apache-2.0
// A JSON number as its text says it: 1 is an integer, 1.0, 1e0 and -0 are not, and neither is an integer too large for
// 64 bits.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace weightcheck::json {

using Number = std::variant<std::uint64_t, std::int64_t, double>;  // int64_t only where negative

// The length of the longest prefix of `text` that is a number by the grammar of RFC 8259 section 6; 0 where there is
// none.
[[nodiscard]] std::size_t number_length(std::string_view text);

// The value of a text that is a number as a whole. Nothing where its magnitude is over what a double holds; too small a
// one is 0.
[[nodiscard]] std::optional<Number> number_value(std::string_view text);

}  // namespace weightcheck::json
