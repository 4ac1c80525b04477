// SPDX-License-Identifier: Apache-2.0
// Exit codes, promised (README): those of the program, and what the C API gives.
#pragma once

#include "base/result.hpp"

namespace weightcheck::workflow {

inline constexpr int exit_done = 0;
inline constexpr int exit_differs = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_unfinished = 3;
inline constexpr int exit_untrusted = 4;
inline constexpr int exit_interrupted = 130;

// The exit code that an error which ended a run stands for.
[[nodiscard]] int exit_code_of(const Error& error);

}  // namespace weightcheck::workflow
