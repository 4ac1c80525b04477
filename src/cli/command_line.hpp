// SPDX-License-Identifier: Apache-2.0
// argv against the tables.
#pragma once

#include <string>

#include "base/result.hpp"
#include "cli/program.hpp"

namespace weightcheck::cli {

// What was asked for: help, or a command (the program itself where none was named) whose options have been stored.
struct Asked {
  const CommandTable* command = nullptr;
  std::string help{};  // the text, where it was asked for
};

// Errors: usage.
[[nodiscard]] Result<Asked> parse(const CommandTable& program, int argc, const char* const* argv);

}  // namespace weightcheck::cli
