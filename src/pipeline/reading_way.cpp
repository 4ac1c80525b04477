// SPDX-License-Identifier: Apache-2.0
#include "pipeline/reading_way.hpp"

#include <algorithm>

namespace weightcheck::pipeline {
namespace {

constexpr std::size_t quanta_of_each = 4;  // some milliseconds each
constexpr double worth_it = 0.95;          // of the time of copying: what is gained by less is noise

}  // namespace

Way ReadingWay::next() {
  if (choice_ == Choice::timed) return given_++ % 2 == 0 ? Way::copied : Way::mapped;
  return choice_ == Choice::mapped ? Way::mapped : Way::copied;
}

void ReadingWay::took(Way way, std::uint64_t bytes, std::chrono::nanoseconds processor_time) {
  if (bytes == 0 || choice_ != Choice::timed) return;
  Timing& timing = way == Way::mapped ? mapped_ : copied_;
  ++timing.quanta;
  timing.best = std::min(timing.best, static_cast<double>(processor_time.count()) / static_cast<double>(bytes));
  if (copied_.quanta < quanta_of_each || mapped_.quanta < quanta_of_each) return;
  choice_ = mapped_.best < worth_it * copied_.best ? Choice::mapped : Choice::copied;
}

}  // namespace weightcheck::pipeline
