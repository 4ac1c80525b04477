// SPDX-License-Identifier: Apache-2.0
// How the bytes of cached files come to the engines: copied into buffers that stay in the processor's own cache, or
// mapped and read where they lie. Which is faster depends on the CPU, on the engine and on the pages that the kernel
// keeps files in (by a quarter either way), so that both are timed on the first bytes of a run.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace weightcheck::pipeline {

enum class Way : std::uint8_t { copied, mapped };

// Of one worker: others may have other engines.
class ReadingWay {
 public:
  enum class Choice : std::uint8_t { copied, mapped, timed };
  explicit ReadingWay(Choice choice) : choice_(choice) {}

  // For the next quantum.
  [[nodiscard]] Way next();
  // What a quantum came to that was read this way and no other.
  void took(Way way, std::uint64_t bytes, std::chrono::nanoseconds processor_time);

  [[nodiscard]] Choice choice() const { return choice_; }

 private:
  struct Timing {
    std::size_t quanta = 0;
    double best = std::numeric_limits<double>::max();  // nanoseconds a byte: whatever else runs only slows one down
  };

  Choice choice_;
  std::size_t given_ = 0;
  Timing copied_, mapped_;
};

}  // namespace weightcheck::pipeline
