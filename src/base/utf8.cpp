// SPDX-License-Identifier: Apache-2.0
// The casts that utf8proc's interface asks for stand here alone.
#include "base/utf8.hpp"

#include <utf8proc.h>

#include <array>

namespace weightcheck {

Utf8Character first_character(std::string_view text) {
  utf8proc_int32_t code_point = -1;
  const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                      static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (bytes <= 0) return {};
  return {code_point, static_cast<std::size_t>(bytes)};
}

void append_utf8(std::string& out, std::int32_t code_point) {
  std::array<utf8proc_uint8_t, 4> unit{};
  const auto bytes = utf8proc_encode_char(code_point, unit.data());
  out.append(reinterpret_cast<const char*>(unit.data()), static_cast<std::size_t>(bytes));
}

}  // namespace weightcheck
