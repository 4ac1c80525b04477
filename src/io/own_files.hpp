// SPDX-License-Identifier: Apache-2.0
// Files that this program writes at the root of a model, and how one is told by what it holds.
#pragma once

#include <cstddef>
#include <string_view>

namespace weightcheck::io {

struct OwnFile {
  std::string_view name;
  std::size_t bytes_max;
  bool (*is_one)(std::string_view text);
};

// By its name relative to the model's root; nullptr for any other.
[[nodiscard]] const OwnFile* own_file(std::string_view name);

}  // namespace weightcheck::io
