// SPDX-License-Identifier: Apache-2.0
// What stands between the parentheses of a Markdown link, by the rules of CommonMark 0.31, section 6.3.
#pragma once

#include <cstddef>
#include <string_view>

namespace weightcheck::license {

struct LinkTarget {
  std::string_view address{};  // without its angle brackets
  std::string_view title{};    // without its quotation marks
  std::size_t length = 0;      // of all of it, with the blanks around it
};

// The target at the beginning of `text`: up to the parenthesis or the line end that closes it, which the caller looks
// for. Whatever is not a target ends early, and something else stands there.
[[nodiscard]] LinkTarget link_target(std::string_view text);

}  // namespace weightcheck::license
