// SPDX-License-Identifier: Apache-2.0
// A Value as JSON text: the same text for the same value on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "json/value.hpp"

namespace weightcheck::json {

enum class Indent : std::uint8_t { none, two_spaces };

// Members in their order; reals in the shortest form that reads back as the same and always with a point or an
// exponent; infinities and NaN, which JSON does not know, as null. Strings are to be valid UTF-8: a byte that is not
// becomes U+FFFD, so names from outside go through base/escape.hpp first. Control characters, DEL and C1 included, are
// escaped. No line end behind the last bracket. `depth` is that of the brackets in which the caller puts the text.
[[nodiscard]] std::string write(const Value& value, Indent indent = Indent::two_spaces, std::size_t depth = 0);

// The same at the end of a text.
void append(std::string& text, const Value& value, Indent indent = Indent::two_spaces, std::size_t depth = 0);

}  // namespace weightcheck::json
