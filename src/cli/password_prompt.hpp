// SPDX-License-Identifier: Apache-2.0
// Asking for a password at the terminal, where there is one.
#pragma once

#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace weightcheck::cli {

// What is typed is not shown. Errors: usage, with `otherwise` (what to do instead), where nobody sits at a terminal;
// interrupted.
[[nodiscard]] Result<Secret> ask_for_password(const std::string& prompt, const std::string& otherwise,
                                              const std::stop_token& stop);

}  // namespace weightcheck::cli
