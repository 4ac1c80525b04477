// SPDX-License-Identifier: Apache-2.0
// SIGINT and SIGTERM become a request to stop; the second one ends the program at once. Signals are taken by a thread
// of their own, so that no work is done in a handler.
#pragma once

#include <stop_token>
#include <thread>

namespace weightcheck::cli {

class SignalWatch {
 public:
  SignalWatch();  // before any other thread starts: they inherit the blocked signals
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  [[nodiscard]] std::stop_token stop_token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::jthread watcher_;
};

}  // namespace weightcheck::cli
