// SPDX-License-Identifier: Apache-2.0
// Giving up what a run does not need: once its inputs are known, this program reads below a few places, writes to
// fewer, and starts nothing and speaks to nobody. What a hostile file might make of a bug ends there.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace weightcheck::io {

struct Places {
  std::vector<std::string> read{};   // files, and folders with all below them; those that are not there are left out
  std::vector<std::string> write{};  // folders in which files may be made and replaced
};

// What a run gave up.
struct Confinement {
  bool calls = false;  // starting programs, opening sockets, tracing
  int landlock = 0;    // the version by which files are confined; 0 where they are not
};

// For the calling thread and those that it starts from now on, for good: no new privileges; no program is started, no
// socket opened, no process traced (seccomp: these calls fail with EPERM); and where the kernel has Landlock, nothing
// is opened but `places` and the system's own: libraries, /proc, /sys, /dev, /etc/ssl. Error: io, where the kernel has
// one of these and refuses it; unsupported, on an architecture whose system calls are not known here. It is for the
// caller to decide whether to go on.
[[nodiscard]] Result<Confinement> enter_sandbox(const Places& places);

// What a run could give up here.
[[nodiscard]] Confinement possible_confinement();

[[nodiscard]] std::string words_of(const Confinement& confinement);

// The version of the kernel's Landlock; 0 where there is none.
[[nodiscard]] int landlock_version();

// No core dump, and no look into the memory by other processes of the user: for runs that hold a token.
[[nodiscard]] Status keep_memory_private();

}  // namespace weightcheck::io
