// SPDX-License-Identifier: Apache-2.0
// The environment, as an argument. By itself, so that who looks for a store takes no client of a hub along.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace weightcheck::anchor {

// The value of an environment variable; nothing, or "", where it is not set.
using Variables = std::function<std::optional<std::string>(const char* name)>;
[[nodiscard]] Variables process_variables();

}  // namespace weightcheck::anchor
