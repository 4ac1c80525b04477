// SPDX-License-Identifier: Apache-2.0
// License texts to test with. They are not part of the project: they lie in the shared folder.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "license/identify.hpp"

namespace weightcheck::license {

inline std::filesystem::path shared_licenses() { return std::filesystem::path(WEIGHTCHECK_SHARED) / "licenses"; }

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline Identification identified(std::string_view text) { return identify(bytes_of(text)); }

}  // namespace weightcheck::license
