// SPDX-License-Identifier: Apache-2.0
// What shells offer at <Tab>: commands, options, the words an option takes, and file names for anything else.
#pragma once

#include <string>

#include "cli/program.hpp"

namespace weightcheck::cli::reference {

[[nodiscard]] std::string bash_completion(const CommandTable& program);
[[nodiscard]] std::string zsh_completion(const CommandTable& program);
[[nodiscard]] std::string fish_completion(const CommandTable& program);

}  // namespace weightcheck::cli::reference
