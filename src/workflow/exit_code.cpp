// SPDX-License-Identifier: Apache-2.0
// One place where outcomes become numbers; README.md, the man pages and c.h tell the same ones.
#include "workflow/exit_code.hpp"

#include <algorithm>

namespace weightcheck::workflow {

int exit_code_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::usage:
    case ErrorCode::unsupported:
      return exit_usage;
    case ErrorCode::interrupted:
      return exit_interrupted;
    case ErrorCode::inconsistent:
      return exit_untrusted;
    default:
      return exit_unfinished;
  }
}

int exit_code_of_input(const Error& error, int so_far) {
  return std::max(so_far, error.code == ErrorCode::not_found ? exit_usage : exit_code_of(error));
}

int exit_code_of(const policy::Report& report, const std::stop_token& stop) {
  return stop.stop_requested() && report.exit_code != exit_done ? exit_interrupted : report.exit_code;
}

}  // namespace weightcheck::workflow
