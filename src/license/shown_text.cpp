// SPDX-License-Identifier: Apache-2.0
// Words are runs of letters and digits, of any script. Comments and tags of HTML are not shown, so they hold none.
#include "license/shown_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.hpp"

namespace weightcheck::license {
namespace {

// Signs beyond ASCII that stand between words: quotes, dashes, the signs of copyright and trade mark, the wide blank.
std::size_t sign_at(std::string_view text) {
  constexpr std::array<std::string_view, 16> signs = {"\xC2\xA9",     "\xC2\xAE",     "\xC2\xA0",     "\xE2\x84\xA2",
                                                      "\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9C", "\xE2\x80\x9D",
                                                      "\xE2\x80\x93", "\xE2\x80\x94", "\xC2\xAB",     "\xC2\xBB",
                                                      "\xE2\x80\xA2", "\xE3\x80\x80", "\xEF\xBC\x8C", "\xE3\x80\x82"};
  const auto sign = std::ranges::find_if(signs, [&](std::string_view one) { return text.starts_with(one); });
  return sign == signs.end() ? 0 : sign->size();
}

// A tag or a comment of HTML at the beginning of the text; 0 where there is none.
std::size_t tag_at(std::string_view text) {
  if (text.starts_with("<!--")) {
    const std::size_t end = text.find("-->");
    return end == std::string_view::npos ? text.size() : end + 3;
  }
  if (text.size() < 2 || text[0] != '<' || !(is_alpha(text[1]) || text[1] == '/')) return 0;
  constexpr std::size_t tag_bytes_max = 2000;
  const std::size_t end = text.substr(0, tag_bytes_max).find('>');
  return end == std::string_view::npos ? 0 : end + 1;
}

bool is_year(std::string_view word) {
  return word.size() == 4 && std::ranges::all_of(word, is_digit) && (word.starts_with("19") || word.starts_with("20"));
}

std::string shown_words_of(std::string_view text) {
  std::string out = " ";
  std::size_t begin = 1;  // of the word
  bool after_copyright = false;
  const auto end_word = [&] {
    const std::string_view word = std::string_view(out).substr(begin);
    if (word.empty()) return;
    const bool is_mark = after_copyright && word == "c";  // Copyright (c)
    after_copyright = word == "copyright" || (is_year(word) && after_copyright);
    if (is_mark || is_year(word)) {
      out.resize(begin);
    } else {
      out += ' ';
    }
    begin = out.size();
  };
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (is_alnum(c)) {
      out += lower(c);
      ++i;
      continue;
    }
    const std::size_t sign = is_ascii(c) ? tag_at(text.substr(i)) : sign_at(text.substr(i));
    if (!is_ascii(c) && sign == 0) {
      out += c;
      ++i;
      continue;
    }
    end_word();
    i += std::max<std::size_t>(sign, 1);
  }
  end_word();
  return out;
}

}  // namespace

ShownText::ShownText(std::string_view text) : words_(shown_words_of(text)) {}

bool ShownText::shows(std::string_view phrase) const {
  const std::string wanted = shown_words_of(phrase);
  return wanted.size() > 1 && words_.find(wanted) != std::string::npos;
}

}  // namespace weightcheck::license
