// SPDX-License-Identifier: Apache-2.0
// How messages and reports put names and numbers into sentences.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/model_path.hpp"

namespace weightcheck {

// 'unet/a.safetensors', escaped; what is longer than `bytes_max` is cut, with three dots. (Of a std::string, a function
// of the name `quoted` would be std::quoted.)
[[nodiscard]] std::string in_quotes(std::string_view bytes, std::size_t bytes_max = std::string_view::npos);
[[nodiscard]] std::string quoted(const ModelPath& path);

[[nodiscard]] std::string with_commas(std::uint64_t number);  // "1,024"
// "1 byte", "1,024 bytes"; with `plural` where an s does not make it: "2 indexes"
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun, std::string_view plural = {});

}  // namespace weightcheck
