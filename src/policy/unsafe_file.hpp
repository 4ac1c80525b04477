// SPDX-License-Identifier: Apache-2.0
// Files that could run code when they are loaded, by what they hold.
#pragma once

#include "policy/rule.hpp"

namespace weightcheck::policy {

// unsafe-file in the catalogue.
[[nodiscard]] Drafts unsafe_file(const Context& context);

}  // namespace weightcheck::policy
