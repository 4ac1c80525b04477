// SPDX-License-Identifier: Apache-2.0
// Names of files that a loader expects by number, without a total that would tell how many there are.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weightcheck::weights {

// "consolidated.01.pth": the words around the digits.
struct NumberedName {
  std::string before;
  std::string digits;
  std::string after;
};

// Only of names that loaders are known to count: epochs and steps have gaps.
[[nodiscard]] std::optional<NumberedName> parse_numbered_name(std::string_view file_name);

}  // namespace weightcheck::weights
