// SPDX-License-Identifier: Apache-2.0
// The handler that mapped files need. All of it is inline: a library that maps nothing has no call of sigaction(2) in
// it, and leaves the handlers of signals to whoever it works for.
#pragma once

#include <csetjmp>
#include <csignal>

#include "io/mapped_window.hpp"

namespace weightcheck::io {

// Of the kernel's own alone: a signal that somebody sent may come in the middle of anything.
inline void on_bus_error(int number, siginfo_t* info, void* /*context*/) {
  if (detail::bus_exit != nullptr && info->si_code > 0) siglongjmp(*detail::bus_exit, 1);
  std::signal(number, SIG_DFL);
  if (info->si_code <= 0) std::raise(number);  // the kernel's own comes again by itself
}

// For a program's main, before other threads start. Where the signal is blocked, as whoever started the program may
// have left it, the kernel ends the process in spite of the handler: then nothing is mapped. The handler is left by a
// jump, so SIGBUS is not blocked while it runs (SA_NODEFER), and no mask has to be put back.
inline void survive_bus_errors() {
  say_that_bus_errors_are_survived(false);
  sigset_t blocked;
  if (pthread_sigmask(SIG_BLOCK, nullptr, &blocked) != 0 || sigismember(&blocked, SIGBUS) != 0) return;
  struct sigaction action {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  say_that_bus_errors_are_survived(sigaction(SIGBUS, &action, nullptr) == 0);
}

}  // namespace weightcheck::io
