// SPDX-License-Identifier: Apache-2.0
// License files that lie unchanged in many repositories, known by id alone: a commit's proof names the license of its
// LICENSE blob without holding the blob.
#pragma once

#include <optional>
#include <string_view>

namespace weightcheck::license {

// The license of the file with this git blob id (40 or 64 hexadecimal digits, lower case) or this SHA-256 of its bytes,
// as an Identification would name it exactly. Nothing for every other file: that says nothing about it.
[[nodiscard]] std::optional<std::string_view> stock_license(std::string_view hex);

}  // namespace weightcheck::license
