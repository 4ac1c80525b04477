// SPDX-License-Identifier: Apache-2.0
// Diagnostics: what a run tells about itself, on standard error for people and in a file as JSON lines. Silent unless
// asked: by -v, -vv, --log-level, --log-file or $WEIGHTCHECK_LOG.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/event.hpp"
#include "base/result.hpp"
#include "cli/options.hpp"

namespace weightcheck::cli {

struct LogOptions {
  int times_verbose = 0;
  std::string level{}, file{};

  [[nodiscard]] Options options();

  // What those below cli are given; it keeps open what it needs, and is empty where nobody asked. The log may be no
  // input, lie in none, and be no other output: it grows while they are read. Before the sandbox is entered. Errors:
  // usage.
  [[nodiscard]] Result<EventHook> open(const std::vector<std::string>& inputs,
                                       const std::vector<std::string>& outputs) const;
};

}  // namespace weightcheck::cli
