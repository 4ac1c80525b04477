// SPDX-License-Identifier: Apache-2.0
// The program as a function, and one command's run as another.
#pragma once

#include "base/result.hpp"

namespace weightcheck::cli {

class Command;

// The exit code. Throws only for bugs.
[[nodiscard]] int run(int argc, char** argv);

// The command's run in a process that is its own: a stop ends it in order, and a token in its memory stays there.
// Errors: the command's.
[[nodiscard]] Result<int> carry_out(Command& command);

}  // namespace weightcheck::cli
