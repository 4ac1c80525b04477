// SPDX-License-Identifier: Apache-2.0
// Decides by Unicode category (utf8proc), not by a list of known tricks: what has no visible glyph of its own is
// escaped.
#include "base/escape.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "base/utf8.hpp"

namespace weightcheck {
namespace {

bool is_visible(utf8proc_int32_t code_point) {
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_CN:  // unassigned
    case UTF8PROC_CATEGORY_CC:  // control
    case UTF8PROC_CATEGORY_CF:  // format: bidi, zero width, tags, soft hyphen
    case UTF8PROC_CATEGORY_CS:  // surrogate
    case UTF8PROC_CATEGORY_CO:  // private use
    case UTF8PROC_CATEGORY_ZL:  // line separator
    case UTF8PROC_CATEGORY_ZP:  // paragraph separator
      return false;
    case UTF8PROC_CATEGORY_ZS:
      return code_point == ' ';  // other spaces look like it and are not
    default:
      // Fillers and variation selectors are letters or marks by category, and draw nothing.
      return !(code_point == 0x115F || code_point == 0x1160 || code_point == 0x3164 || code_point == 0xFFA0 ||
               code_point == 0x034F || (code_point >= 0xFE00 && code_point <= 0xFE0F) ||
               (code_point >= 0xE0100 && code_point <= 0xE01EF));
  }
}

// Calls plain(text) for what may stand and odd(code_point, text) for what may not; code_point is -1 for a byte that is
// no UTF-8.
template <typename Plain, typename Odd>
void scan(std::string_view bytes, const Plain& plain, const Odd& odd) {
  while (!bytes.empty()) {
    const Utf8Character first = first_character(bytes);
    const std::string_view unit = bytes.substr(0, first.bytes);
    if (first.valid() && is_visible(first.code_point)) {
      plain(unit);
    } else {
      odd(first.code_point, unit);
    }
    bytes.remove_prefix(unit.size());
  }
}

// As nearly all text is: nothing in it is escaped.
bool is_plain(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return c >= ' ' && c <= '~' && c != '\\' && c != '#'; });
}

template <typename... Values>
void append_formatted(std::string& out, const char* format, Values... values) {
  std::array<char, 16> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, values...);
  out.append(buffer.data(), static_cast<std::size_t>(length));
}

// Some CI runners obey "##[command]" and "##vso[command]" wherever in a log they stand.
void break_runner_commands(std::string& text) {
  for (const std::string_view command : {"##[", "##vso["}) {
    for (std::size_t at = text.find(command); at != std::string::npos; at = text.find(command, at))
      text.replace(at + 1, 1, "\\u{23}");
  }
}

}  // namespace

std::string printable(std::string_view bytes) {
  if (is_plain(bytes)) return std::string(bytes);
  std::string out;
  out.reserve(bytes.size());
  scan(
      bytes, [&](std::string_view unit) { unit == "\\" ? out.append("\\\\") : out.append(unit); },
      [&](utf8proc_int32_t code_point, std::string_view unit) {
        if (code_point == '\n') {
          out.append("\\n");
        } else if (code_point == '\r') {
          out.append("\\r");
        } else if (code_point == '\t') {
          out.append("\\t");
        } else if (code_point < 0x20) {  // a C0 control, or one byte that is no UTF-8
          append_formatted(out, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(unit.front())));
        } else {
          append_formatted(out, "\\u{%x}", static_cast<unsigned>(code_point));
        }
      });
  break_runner_commands(out);
  return out;
}

bool hides_characters(std::string_view bytes) {
  if (is_plain(bytes)) return false;
  bool found = false;
  scan(
      bytes, [](std::string_view) {}, [&](utf8proc_int32_t, std::string_view) { found = true; });
  return found;
}

}  // namespace weightcheck
