// SPDX-License-Identifier: Apache-2.0
// A word looked up in a short list that is written out beside its use.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace weightcheck {

template <std::size_t size>
[[nodiscard]] constexpr bool is_among(std::string_view word, const std::array<std::string_view, size>& words) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace weightcheck
