// SPDX-License-Identifier: Apache-2.0
// Asks utf8proc for the category of a character; what that does not settle stands in short lists.
#include "license/signs.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "base/ascii.hpp"
#include "base/utf8.hpp"

namespace weightcheck::license {
namespace {

bool is_trade_mark(utf8proc_int32_t c) { return c == 0x2120 || c == 0x2122; }

bool is_raised_digit(utf8proc_int32_t c) {
  return c == 0xB2 || c == 0xB3 || c == 0xB9 || c == 0x2070 || (c >= 0x2074 && c <= 0x2079);
}

// The number in a circle, 0 where there is none. Those in black ones have no plain form of their own.
int circled_number(utf8proc_int32_t c) {
  if (c >= 0x2460 && c <= 0x2473) return c - 0x245F;
  if (c >= 0x2776 && c <= 0x277F) return c - 0x2775;
  if (c >= 0x2780 && c <= 0x2789) return c - 0x277F;
  if (c >= 0x278A && c <= 0x2793) return c - 0x2789;
  return 0;
}

// Curly ones and guillemets.
bool is_quotation_mark(std::string_view text) {
  return (text.starts_with("\xE2\x80") && text.size() > 2 && text[2] >= '\x98' && text[2] <= '\x9F') ||
         text.starts_with("\xC2\xBB") || text.starts_with("\xC2\xAB");
}

// A raised digit behind "million" is a power, and behind any other word points to a footnote.
bool ends_in_quantity(std::string_view text) {
  constexpr std::array<std::string_view, 12> quantities = {"million",  "millions", "billion", "billions",
                                                           "thousand", "hundred",  "users",   "dollars",
                                                           "euros",    "usd",      "eur",     "percent"};
  const std::size_t before = text.find_last_of(" -(\"");
  const std::string word = lowered(before == std::string_view::npos ? text : text.substr(before + 1));
  return std::ranges::find(quantities, std::string_view(word)) != quantities.end();
}

}  // namespace

bool is_letter(std::int32_t c) {
  const auto category = utf8proc_category(c);
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) || (c >= 0x1F150 && c <= 0x1F189) ||
         (c >= 0x1F1E6 && c <= 0x1F1FF);
}

bool is_read_sign(std::int32_t c) {
  switch (c) {
    case 0xA6:    // broken bar
    case 0xA9:    // copyright
    case 0xAE:    // registered
    case 0xB0:    // degree
    case 0x2605:  // stars, as bullets
    case 0x2606:
      return false;
    case 0xFFFD:  // in place of what could not be read: whatever it was, somebody wrote it
      return true;
    default:
      break;
  }
  if (c >= 0x2500 && c <= 0x25FF) return false;
  const auto category = utf8proc_category(c);
  switch (category) {
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SO:
    case UTF8PROC_CATEGORY_CO:  // private use: a font may show anything
    case UTF8PROC_CATEGORY_CN:  // not assigned
    case UTF8PROC_CATEGORY_CS:
      return true;
    default:
      break;
  }
  return c == 0xA7 || c == 0xB6 || c == 0x2020 || c == 0x2021 || c == 0x2030 || c == 0x2031 || c == 0x203B ||
         c == 0x203D || c == 0x2042;
}

std::string folded(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size();) {
    const Utf8Character next = first_character(line.substr(i));
    const std::size_t end = i + next.bytes;
    if (next.bytes > 1 && is_trade_mark(next.code_point)) {
      text += ' ';
    } else if (const int number = next.bytes > 1 ? circled_number(next.code_point) : 0; number != 0) {
      text += " (" + std::to_string(number) + ") ";
    } else if (next.bytes > 1 && is_raised_digit(next.code_point) && is_alpha(text.empty() ? ' ' : text.back()) &&
               !ends_in_quantity(text) && (end == line.size() || !is_alnum(line[end]))) {
      text += ' ';  // points to a footnote
    } else {
      text.append(line, i, next.bytes);
    }
    i = end;
  }
  utf8proc_uint8_t* mapped = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length < 0) return text;
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

std::size_t address_length(std::string_view text) {
  constexpr std::size_t name_bytes_max = 256;  // looked at from each word on, so that the work stays linear
  std::size_t i = 0;
  while (i < std::min(text.size(), name_bytes_max) &&
         (is_alnum(text[i]) || text[i] == '.' || text[i] == '-' || text[i] == '_' || text[i] == '+'))
    ++i;
  if (i == 0) return 0;
  const std::string_view name = text.substr(0, i);
  const std::string_view rest = text.substr(i);
  const bool site = name.size() > 4 && (name.starts_with("www.") || name.starts_with("WWW."));
  const bool mail = rest.size() > 1 && rest[0] == '@' && is_alnum(rest[1]);
  const std::size_t dot =
      rest.starts_with('/') ? name.rfind('.') : std::string_view::npos;  // name.org/path, but not 1.1/2
  const bool path =
      dot != std::string_view::npos && dot > 0 && i - dot > 2 && is_alpha(name[dot + 1]) && is_alpha(name[dot + 2]);
  if (!site && !mail && !path && !rest.starts_with("://")) return 0;
  for (; i < text.size() && std::string_view(" <>\"')]`|").find(text[i]) == std::string_view::npos; ++i) {
    if (is_quotation_mark(text.substr(i))) break;
  }
  return i;
}

std::string address_word(std::string_view address) {
  std::string text = lowered(address);
  if (const std::size_t scheme = text.find("://"); scheme != std::string::npos) text.erase(0, scheme + 3);
  if (text.starts_with("mailto:")) text.erase(0, 7);
  if (text.starts_with("www.")) text.erase(0, 4);
  const auto trim = [&] {
    while (!text.empty() && std::string_view(".,;:/*_").find(text.back()) != std::string_view::npos)
      text.pop_back();
  };
  trim();
  for (const std::string_view ending : {".html", ".htm", ".txt", ".php"}) {
    if (text.ends_with(ending)) text.erase(text.size() - ending.size());
  }
  trim();
  return "@" + text;
}

}  // namespace weightcheck::license
