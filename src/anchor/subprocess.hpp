// SPDX-License-Identifier: Apache-2.0
// Runs another program under a limit of time and output, in a process group of its own that is gone when this returns.
// No shell, no inherited environment, nothing on its standard input but a given file.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "base/event.hpp"
#include "base/result.hpp"

namespace weightcheck::anchor {

struct Program {
  std::vector<std::string> argv;         // argv[0] is looked for in PATH
  std::vector<std::string> environment;  // all of it, NAME=VALUE
  std::string folder;                    // to run in
  std::string input_file{};              // "" for none
  std::size_t output_bytes_max = 0;
  std::uint64_t file_bytes_max = 0;    // of any one file that it or its children write
  std::uint64_t memory_bytes_max = 0;  // of what each of them may write to in memory; 0 for no limit
  std::chrono::milliseconds time_max{0};
  EventHook events{};  // told that it ran: by its name and first argument alone, since the others may hold a secret
};

struct ProgramEnd {
  int status = 0;      // exit status, or 128 + the signal that ended it
  std::string output;  // raw bytes
  std::string errors;  // raw bytes: the first few KiB of standard error
};

// A program that exits with a failure is no Error. Errors: not_found (no such program in PATH), limit (output), network
// (time), io, interrupted.
[[nodiscard]] Result<ProgramEnd> run_program(const Program& program, const std::stop_token& stop);

}  // namespace weightcheck::anchor
