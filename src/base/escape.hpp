// SPDX-License-Identifier: Apache-2.0
// The one escaper: whatever a stranger named, wrote or answered goes through here before it reaches a terminal, a log
// or a report.
#pragma once

#include <string>
#include <string_view>

namespace weightcheck {

// Valid, visible UTF-8 stays as it is. Escaped with a backslash: the backslash itself (\\), control characters (\n \r
// \t or \x1b), bytes that are not UTF-8 (\xe9), and code points that hide or reorder text: bidi controls, zero-width
// characters, line and paragraph separators, tags, private use and unassigned ones (\u{202e}); and the second '#' of
// "##[" and "##vso[", which CI runners obey. One-to-one: equal outputs mean equal inputs.
[[nodiscard]] std::string printable(std::string_view bytes);

// True where printable() would change more than backslashes: such a name is itself suspicious.
[[nodiscard]] bool hides_characters(std::string_view bytes);

}  // namespace weightcheck
