// SPDX-License-Identifier: Apache-2.0
// Opening a name below a directory so that nothing in the name, and no link met on the way, can lead out of it.
#pragma once

#include <string>

#include "base/result.hpp"
#include "io/file_descriptor.hpp"

namespace weightcheck::io {

enum class Links : std::uint8_t { follow_inside, refuse };

// How the kernel is asked. `automatic` uses openat2(2) and falls back to walking the components; the walk can be forced
// for tests.
enum class OpenMethod : std::uint8_t { automatic, component_walk };

// The errno that says why not: EXDEV (leads out), ELOOP (a loop, or a link that is refused), ENOENT and what open(2)
// gives.
struct OpenAttempt {
  FileDescriptor descriptor;
  int error_number = 0;
};

// `flags` as for open(2); O_CLOEXEC, O_NOCTTY and O_NONBLOCK are always added, so that a FIFO or a device never blocks.
[[nodiscard]] OpenAttempt open_beneath(int directory, const std::string& relative, int flags, Links links,
                                       OpenMethod method = OpenMethod::automatic);

}  // namespace weightcheck::io
