// SPDX-License-Identifier: Apache-2.0
// Encodings are guessed by what is there: a byte order mark, UTF-8 that holds together, else Windows' Latin letters.
#include "license/characters.hpp"

#include <utf8proc.h>

#include <utility>

#include "base/ascii.hpp"
#include "base/utf8.hpp"

namespace weightcheck::license {
namespace {

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const Utf8Character first = is_ascii(bytes[0]) ? Utf8Character{bytes[0], 1} : first_character(bytes);
    if (!first.valid()) return false;
    bytes.remove_prefix(first.bytes);
  }
  return true;
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  std::string out;
  const auto unit_at = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<std::uint32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t code_point = unit_at(i);
    if (code_point >= 0xD800 && code_point < 0xDC00 && i + 3 < bytes.size()) {
      const std::uint32_t low = unit_at(i + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    append_utf8(out, static_cast<std::int32_t>(code_point >= 0xD800 && code_point < 0xE000 ? ' ' : code_point));
  }
  return out;
}

std::string to_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("\xFF\xFE")) return from_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xFE\xFF")) return from_utf16(bytes.substr(2), true);
  if (is_utf8(bytes)) return std::string(bytes);
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(out, static_cast<std::int32_t>(
                         byte >= 0x80 && byte < 0xA0 ? ' ' : byte));  // Windows' quotation marks and dashes
  }
  return out;
}

// CRLF and CR become LF; spaces of all kinds become ' '.
Characters with_plain_spaces(std::string_view text) {
  Characters result;
  std::string& out = result.text;
  out.reserve(text.size());
  std::uint32_t line = 1;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\r') {
      out += '\n';
      ++line;
      i += i + 1 < text.size() && text[i + 1] == '\n' ? 2 : 1;
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80 && (byte >= ' ' || byte == '\n') && byte != 0x7F) {
      line += byte == '\n' ? 1 : 0;
      out += text[i++];
      continue;
    }
    const Utf8Character next = first_character(text.substr(i));
    const auto code_point = static_cast<std::uint32_t>(next.code_point);
    const Space space = space_of(code_point);
    if (space == Space::none) out.append(text, i, next.bytes);
    if (space == Space::blank) out += ' ';
    if (space == Space::nothing || space == Space::deceptive)
      result.found.add(line, name_of_code_point(code_point), space == Space::deceptive);
    i += next.bytes;
  }
  return result;
}

}  // namespace

void Findings::add(std::uint32_t line, std::string what, bool deceptive) {
  deceives = deceives || deceptive;
  Oddity odd{line, std::move(what)};
  if (oddities.size() < oddities_max && (oddities.empty() || oddities.back() != odd))
    oddities.push_back(std::move(odd));
}

Space space_of(std::uint32_t code_point) {
  switch (code_point) {
    case 0x00AD:
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0x200E:
    case 0x200F:
    case 0x2060:
    case 0xFEFF:
      return Space::nothing;
    case 0x001A:  // how files of DOS end
    case 0x0085:
    case 0x00A0:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return Space::blank;
    default:
      break;
  }
  if (code_point >= 0xFE00 && code_point <= 0xFE0F) return Space::nothing;
  if (code_point >= 0x2000 && code_point <= 0x200A) return Space::blank;
  if (code_point >= '\t' && code_point <= '\r') return code_point == '\n' ? Space::none : Space::blank;
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(code_point));
  const bool unseen = category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF;
  return unseen && code_point != '\n' ? Space::deceptive : Space::none;
}

std::string name_of_code_point(std::uint32_t code_point) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string name;
  for (unsigned shift = code_point > 0xFFFF ? 20 : 12;; shift -= 4) {
    name += digits[(code_point >> shift) & 0xF];
    if (shift == 0) return "U+" + name;
  }
}

Characters characters_of(ByteSpan bytes) { return with_plain_spaces(to_utf8(text_of(bytes))); }

}  // namespace weightcheck::license
