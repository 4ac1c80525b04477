// SPDX-License-Identifier: Apache-2.0
// Standard output and standard error: results to the one, everything else to the other. No other code prints.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "report/writer.hpp"

namespace weightcheck::cli {

// Writes to standard output and flushes; gives the exit code: 0, or 3 with a complaint when it could not be written.
[[nodiscard]] int print(std::string_view text);

// "weightcheck: MESSAGE" on standard error.
void complain(std::string_view message);
void remark(std::string_view message);  // the same for what is no trouble
// Complains of what was not done, and of the first reasons; gives the exit code.
[[nodiscard]] int tell_differences(std::string_view what, const std::vector<std::string>& differences);
void say(std::string_view line);  // as it stands, on standard error: for machines

// A path given by the caller, or standard output for "-" and "". Files are written whole or not at all.
[[nodiscard]] Status write_output(const std::string& path, std::string_view content);

enum class When : std::uint8_t { automatic, always, never };

// --color, else NO_COLOR, else whether this is a terminal.
[[nodiscard]] report::Color color_for_stdout(When when);
[[nodiscard]] bool stdout_is_terminal();
[[nodiscard]] bool stderr_is_terminal();
[[nodiscard]] std::size_t stderr_columns();

}  // namespace weightcheck::cli
