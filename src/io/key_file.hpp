// SPDX-License-Identifier: Apache-2.0
// A secret that lies in a file of its own.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"

namespace weightcheck::io {

// The whole file; links are followed, the caller named it, and secrets of clusters are mounted as links. Errors: as
// read_file; usage where others than its owner may write to it. That others may read it is not refused: in a container
// nobody else is there, and mounted secrets are readable to all by default.
[[nodiscard]] Result<std::string> read_key(const std::string& path, std::size_t bytes_max);

// What a descriptor that this process was started with gives until its end: a pipe or a file; it is closed then.
// Errors: usage for one that is not open; limit; io.
[[nodiscard]] Result<std::string> read_key_descriptor(int descriptor, std::size_t bytes_max);

}  // namespace weightcheck::io
