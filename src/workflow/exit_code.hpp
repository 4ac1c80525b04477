// SPDX-License-Identifier: Apache-2.0
// Exit codes, promised (README): those of the program, and what the C API gives.
#pragma once

#include <stop_token>

#include "base/result.hpp"
#include "policy/report.hpp"

namespace weightcheck::workflow {

inline constexpr int exit_done = 0;
inline constexpr int exit_differs = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_unfinished = 3;
inline constexpr int exit_untrusted = 4;
inline constexpr int exit_interrupted = 130;

// The exit code that an error which ended a run stands for.
[[nodiscard]] int exit_code_of(const Error& error);

// The exit code so far of a command that takes several inputs by name, one of which ended with this error: an input
// that does not exist is the caller's mistake, and the worst code is kept.
[[nodiscard]] int exit_code_of_input(const Error& error, int so_far);

// The exit code of a run that came to a report. A stop that was asked for after everything was checked changes nothing:
// "verified" stands in the report, and is 0.
[[nodiscard]] int exit_code_of(const policy::Report& report, const std::stop_token& stop);

}  // namespace weightcheck::workflow
