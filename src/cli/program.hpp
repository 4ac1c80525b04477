// SPDX-License-Identifier: Apache-2.0
// All that the command line takes, as one tree of tables: what argv is parsed by, and what man pages and completions
// are written from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/options.hpp"

namespace weightcheck::cli {

struct CommandTable {
  std::string name{};
  std::string summary{};
  std::string footer{};  // below the help, of the program alone
  Options options{};     // arguments too
  std::vector<CommandTable> commands{};
  std::unique_ptr<Command> code{};  // none where a command below has to be named
};

struct ProgramFlags {
  bool version = false;
  bool verbose = false;
};

// `flags` outlives the table.
[[nodiscard]] CommandTable program_table(ProgramFlags& flags);

}  // namespace weightcheck::cli
