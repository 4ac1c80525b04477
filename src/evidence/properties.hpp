// SPDX-License-Identifier: Apache-2.0
// Files of Java's Properties ("key=value"), by the reference of java.util.Properties.load: comments, a value that goes
// on behind a backslash, three separators, escapes.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "json/value.hpp"

namespace weightcheck::evidence {

// A list of objects with one member each, in the order of the file: texts, but for "true" and "false". DJL's prefix
// "option." is left away. Any text is such a file; `limit` where it has more than 10,000 lines with keys.
[[nodiscard]] Result<json::Value> read_properties(std::string_view text);

}  // namespace weightcheck::evidence
