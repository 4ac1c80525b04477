// SPDX-License-Identifier: Apache-2.0
// A process that looks before its own leaps: a child of this one does the work and gives up what it may do for good
// (io/sandbox.hpp), and then this one becomes another program, as it was started.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace weightcheck::cli {

// Is there such a program, as execvp(3) looks for it? Errors: usage.
[[nodiscard]] Status find_program(const std::string& name);

class Child {
 public:
  // Two processes return from it. It is for one that has no other thread yet. The child's standard output is the
  // parent's standard error, its standard input is empty, and it does not outlive its parent. Errors: io.
  [[nodiscard]] static Result<Child> start();

  [[nodiscard]] bool is_this_process() const { return id_ == 0; }

  // In the parent: the child's exit code. A stop goes on to the child, once; the second one kills it. Errors:
  // interrupted where a stop came, however the child ended; io where a signal ended it.
  [[nodiscard]] Result<int> wait();

  // In the parent: puts another program into this process, with signals as they were. It returns only with an error.
  [[nodiscard]] Error become(const std::vector<std::string>& command) const;

 private:
  Child() = default;
  void restore_signals() const;

  pid_t id_ = -1;
  sigset_t watched_{}, mask_before_{};
  struct sigaction child_action_before_ {};
};

}  // namespace weightcheck::cli
