// SPDX-License-Identifier: Apache-2.0
// Could somebody write to a file without its times telling? A mapping that is there already may: its pages are written
// to without the kernel's knowledge until they have been on the disk.
#pragma once

#include <cstdint>

#include "base/result.hpp"

namespace weightcheck::io {

enum class Writers : std::uint8_t {
  none,      // nobody has the file open for writing, nor mapped so: whoever writes from now on leaves a trace
  synced,    // that could not be asked; what had been written is on the disk now, and the next write leaves a trace
  some,      // somebody has, or holds a lease
  untraced,  // a file system in memory: it shows no write through a mapping, now or later
};

// Of a regular file, opened for reading. Asks for a read lease (fcntl(2)), which the kernel refuses while anybody can
// write, and gives it back at once. It is for the file's owner only, and not every file system knows it: there the file
// is synced instead. Errors: io, where that fails.
[[nodiscard]] Result<Writers> writers_of(int descriptor);

}  // namespace weightcheck::io
