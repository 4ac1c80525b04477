// SPDX-License-Identifier: Apache-2.0
// The summary of a GitHub workflow's step: Markdown behind whatever the step already wrote to the file that the runner
// names in $GITHUB_STEP_SUMMARY.
#pragma once

#include <string>

#include "base/result.hpp"
#include "policy/report.hpp"

namespace weightcheck::cli {

// What $GITHUB_STEP_SUMMARY names; "" where it names nothing.
[[nodiscard]] std::string step_summary_file();

// Does nothing where the variable is not set, and says so where the file would grow over what the runner takes.
// Errors: io.
[[nodiscard]] Status append_step_summary(const policy::Report& report);

}  // namespace weightcheck::cli
