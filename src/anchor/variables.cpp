// SPDX-License-Identifier: Apache-2.0
#include "anchor/variables.hpp"

#include <cstdlib>

namespace weightcheck::anchor {

Variables process_variables() {
  return [](const char* name) -> std::optional<std::string> {
    const char* const value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

}  // namespace weightcheck::anchor
