// SPDX-License-Identifier: Apache-2.0
// The program as a function.
#pragma once

namespace weightcheck::cli {

// The exit code. Throws only for bugs.
[[nodiscard]] int run(int argc, char** argv);

}  // namespace weightcheck::cli
