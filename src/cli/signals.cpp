// SPDX-License-Identifier: Apache-2.0
// Waits for signals with sigwait(3). The watcher itself is ended by SIGUSR1 sent to it alone.
#include "cli/signals.hpp"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <system_error>

#include "cli/command.hpp"
#include "io/bus_errors.hpp"

namespace weightcheck::cli {
namespace {

sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGUSR1})
    sigaddset(&signals, number);
  return signals;
}

}  // namespace

SignalWatch::SignalWatch() {
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is reported where it is written to
  std::signal(SIGXFSZ, SIG_IGN);  // and so is a file that may not grow
  io::survive_bus_errors();       // a file that shrank is reported where it is read
  try {
    watcher_ = std::jthread([this, signals] {
      for (int number = 0; sigwait(&signals, &number) == 0 && number != SIGUSR1;) {
        if (!stop_.request_stop()) ::_exit(exit_interrupted);
      }
    });
  } catch (const std::system_error&) {  // no more threads for this user: then a signal ends the program at once
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  }
}

SignalWatch::~SignalWatch() {
  if (watcher_.joinable()) pthread_kill(watcher_.native_handle(), SIGUSR1);
}

}  // namespace weightcheck::cli
