// SPDX-License-Identifier: Apache-2.0
// Magic numbers as text, and the characters that C calls space.
#pragma once

#include <cstddef>
#include <string_view>

namespace weightcheck::evidence {

// A literal with the NULs in it.
template <std::size_t size>
[[nodiscard]] constexpr std::string_view raw(const char (&literal)[size]) {
  return {literal, size - 1};
}

[[nodiscard]] constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace weightcheck::evidence
