// SPDX-License-Identifier: Apache-2.0
// Some consecutive spans of a file that is hashed in spans (chain.hpp).
#pragma once

#include <cstddef>

namespace weightcheck::midstates {

// None: all of the file.
struct SpanRange {
  std::size_t first = 0;
  std::size_t count = 0;

  friend bool operator==(const SpanRange&, const SpanRange&) = default;
};

}  // namespace weightcheck::midstates
