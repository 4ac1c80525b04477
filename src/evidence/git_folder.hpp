// SPDX-License-Identifier: Apache-2.0
// What git, and Git LFS with it, keep in a repository's .git: by name and by form. The rest is somebody else's.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"

namespace weightcheck::evidence {

// `path` is relative to the .git folder, `head` the beginning of a regular file of `size` bytes there.
[[nodiscard]] bool is_of_git(std::string_view path, ByteSpan head, std::uint64_t size);

// An object of Git LFS: any bytes, under the name of their SHA-256.
[[nodiscard]] bool is_object_of_lfs(std::string_view path);

// A socket of git's own, by which it hears what changes in a folder.
[[nodiscard]] bool is_socket_of_git(std::string_view path);

}  // namespace weightcheck::evidence
