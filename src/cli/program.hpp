// SPDX-License-Identifier: Apache-2.0
// All that the command line takes, declared: what argv is parsed by, and what man pages and completions are made from.
#pragma once

#include <map>
#include <memory>

#include "cli/command.hpp"

namespace weightcheck::cli {

struct Program {
  bool version = false;
  bool verbose = false;
  std::map<const CLI::App*, std::unique_ptr<Command>> commands{};

  void declare(CLI::App& app);  // `app` and this outlive each other's use
};

}  // namespace weightcheck::cli
