// SPDX-License-Identifier: Apache-2.0
// Manual pages of section 1, as man(7) macros: names, options and order come from the table, what is to be told beside
// them from the prose.
#pragma once

#include <string>
#include <string_view>

#include "cli/program.hpp"

namespace weightcheck::cli::reference {

struct PageFacts {
  std::string version{};
  std::string date{};   // of the release, YYYY-MM-DD
  std::string prose{};  // man(7) text, put after the synopsis; may be ""
};

// weightcheck.1 for the program itself.
[[nodiscard]] std::string program_page(const CommandTable& program, const PageFacts& facts);
// weightcheck-COMMAND.1
[[nodiscard]] std::string command_page(const CommandTable& command, const PageFacts& facts);

}  // namespace weightcheck::cli::reference
