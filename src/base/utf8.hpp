// SPDX-License-Identifier: Apache-2.0
// One step through UTF-8, by utf8proc: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weightcheck {

struct Utf8Character {
  std::int32_t code_point = -1;  // -1: the byte is no UTF-8
  std::size_t bytes = 1;

  [[nodiscard]] bool valid() const { return code_point >= 0; }
};

// The one that `text`, which is not empty, begins with.
[[nodiscard]] Utf8Character first_character(std::string_view text);

// `code_point` is a valid one.
void append_utf8(std::string& out, std::int32_t code_point);

}  // namespace weightcheck
