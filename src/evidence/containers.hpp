// SPDX-License-Identifier: Apache-2.0
// Forms in which other files are packed, and that take more than a few bytes at one place to tell. What is inside is
// for look_inside.hpp, where it is read at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weightcheck::evidence {

// A tar file of any age. The first had no magic number: Python's tarfile, and so torch.load, goes by the checksum in
// the header alone.
[[nodiscard]] bool begins_like_tar(std::string_view head);

// Packed or compressed in a form that no reader here unpacks, and that none of ContentKind's own values names.
[[nodiscard]] bool begins_like_container(std::string_view head);

// HDF5 may begin behind a block of the user's own, at 512 bytes or any doubling of that.
inline constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";
inline constexpr std::uint64_t hdf5_block_bytes_min = 512;
// Where it begins inside the head.
[[nodiscard]] bool has_hdf5_in(std::string_view head);

}  // namespace weightcheck::evidence
