// SPDX-License-Identifier: Apache-2.0
// Shows pipeline::Progress on standard error: one bar on a terminal, a line every 30 seconds without one, or JSON
// lines.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <thread>

#include "pipeline/hash_files.hpp"

namespace weightcheck::cli {

enum class ProgressMode : std::uint8_t { automatic, never, json };

// Shows from construction to destruction; the bar is wiped at the end, so that a report starts on a clean line.
class ProgressView {
 public:
  ProgressView(const pipeline::Progress& progress, ProgressMode mode);

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread painter_;  // last: it uses the others
};

}  // namespace weightcheck::cli
