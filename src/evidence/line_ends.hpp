// SPDX-License-Identifier: Apache-2.0
// Readers do not agree on where a line ends, and what stands behind a comment is hidden from one and read by another.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weightcheck::evidence {

// PyYAML and libyaml, by YAML 1.1: also at a CR, and at NEL, LS and PS. pip, by str.splitlines(): at these and at the
// controls that part pages and records.
inline constexpr std::string_view yaml_line_ends = "\r", pip_line_ends = "\r\v\f\x1c\x1d\x1e";

// The text with a LF in the place of each of these bytes, but for a CR before a LF, and of NEL, LS and PS; nothing
// where it has none of them.
[[nodiscard]] std::optional<std::string> with_line_ends(std::string_view text, std::string_view bytes);

}  // namespace weightcheck::evidence
