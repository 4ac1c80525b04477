// SPDX-License-Identifier: Apache-2.0
// Small texts that programs for large files leave in the place of the content until it is fetched.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"

namespace weightcheck::evidence {

// Whose pointer a file is, or began as: "Git LFS", "Xet", "git-annex", "DVC"; "" where it is none. `name` is its last
// path component, `head` as in classify().
[[nodiscard]] std::string_view pointer_system(std::string_view name, ByteSpan head, std::uint64_t size);

// How to fetch the content: "`git lfs pull`".
[[nodiscard]] std::string_view fetching_command(std::string_view system);

}  // namespace weightcheck::evidence
