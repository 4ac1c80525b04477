// SPDX-License-Identifier: Apache-2.0
// Brackets and "- - -" nest without indentation, so they could run deep in few bytes, and the parser recurses on them:
// counted before it sees them. Quotes are not understood here, so a text full of brackets may be refused too.
#include "license/yaml_nesting.hpp"

#include <cstddef>
#include <string>

#include "base/limits.hpp"

namespace weightcheck::license {

Status check_yaml_nesting(std::string_view yaml) {
  const Error too_deep{ErrorCode::limit, "nested deeper than " + std::to_string(limits::yaml_depth_max)};
  std::size_t brackets = 0;
  std::size_t dashes = 0;
  bool line_begins = true;
  for (const char c : yaml) {
    if (c == '[' || c == '{') {
      if (++brackets > limits::yaml_depth_max) return too_deep;
    } else if (c == ']' || c == '}') {
      if (brackets > 0) --brackets;
    }
    if (c == '\n') {
      line_begins = true;
      dashes = 0;
    } else if (line_begins && (c == '-' || c == '?' || c == ':')) {
      if (++dashes > limits::yaml_depth_max) return too_deep;
    } else if (c != ' ' && c != '\t') {
      line_begins = false;
    }
  }
  return done;
}

}  // namespace weightcheck::license
