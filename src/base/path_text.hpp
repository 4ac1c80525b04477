// SPDX-License-Identifier: Apache-2.0
// Paths as text, with slashes between their names: of the model, of archives, of stores.
#pragma once

#include <string_view>

namespace weightcheck {

// "model.bin" of "unet/model.bin", and of "model.bin".
[[nodiscard]] constexpr std::string_view last_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0: the whole
}

}  // namespace weightcheck
