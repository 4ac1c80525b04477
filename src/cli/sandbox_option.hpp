// SPDX-License-Identifier: Apache-2.0
// --no-sandbox, and from the words on the command line to the places that a run needs.
#pragma once

#include <string>
#include <vector>

#include "base/event.hpp"
#include "base/result.hpp"
#include "cli/options.hpp"

namespace weightcheck::cli {

struct SandboxOption {
  bool off = false;

  [[nodiscard]] Options options();
  // From here on this run reads `inputs` and writes `outputs` (files; "-" and "" are standard output) and no more. A
  // snapshot of a hub cache stands for its repository's folder, and where there are very many inputs, those that are
  // no links for the folders that they lie in: a rule a file would take longer than to hash it. Errors: those of
  // io::enter_sandbox.
  [[nodiscard]] Status enter(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
                             const EventHook& events = {});

  std::string state{};  // what came of it, in words; "" before
};

}  // namespace weightcheck::cli
