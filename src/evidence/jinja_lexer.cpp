// SPDX-License-Identifier: Apache-2.0
// string: '...' or "...", with the escapes of Python's unicode-escape; number: digits, '_' and '.'; sign: one
// character, or two of == != <= >= // **.
#include "evidence/jinja_lexer.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "evidence/raw_text.hpp"

namespace weightcheck::evidence::jinja {
namespace {

bool is_word(char c) { return is_alnum(c) || c == '_' || !is_ascii(c); }

// Escapes of ASCII undone: \x5f, \u005f, \U0000005f, \137, \N{LOW LINE}; a line end behind a backslash is not there.
// Every other character that an escape names is '?': none of them can stand in the name of an attribute.
std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      plain.push_back(text[at]);
      continue;
    }
    const char kind = text[++at];
    const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    unsigned value = 0;
    std::size_t used = 0;
    const bool is_octal = kind >= '0' && kind <= '7';
    const std::string_view rest = text.substr(at + (is_octal ? 0 : 1));
    if (kind == 'N' && rest.starts_with('{') && rest.find('}') != std::string_view::npos) {
      const std::size_t end = rest.find('}');
      plain.push_back(lowered(rest.substr(1, end - 1)) == "low line" ? '_' : '?');
      at += end + 1;
      continue;
    }
    while (used < rest.size() && used < (is_octal ? 3 : digits)) {
      const char c = lower(rest[used]);
      if (!(is_octal ? c >= '0' && c <= '7' : is_hex_digit(c))) break;
      value = value * (is_octal ? 8 : 16) + static_cast<unsigned>(is_digit(c) ? c - '0' : c - 'a' + 10);
      ++used;
    }
    if (used == 0) {
      if (kind != '\n') plain.push_back(kind == 'n' || kind == 't' || kind == 'r' ? ' ' : kind);
      continue;
    }
    at += is_octal ? used - 1 : used;
    plain.push_back(value < 0x80 ? static_cast<char>(value) : '?');
  }
  return plain;
}

}  // namespace

bool Lexer::is_at_end() {
  if (at_ >= text_.size()) return true;
  if (brackets_ > 0) return false;
  const std::size_t mark = at_ + (text_[at_] == '-' || text_[at_] == '+' ? 1 : 0);
  if (text_.size() - at_ < 2 || mark + 1 >= text_.size() || text_[mark] != close_ || text_[mark + 1] != '}')
    return false;
  at_ = mark + 2;
  return true;
}

void Lexer::take_string(char quote) {
  const std::size_t begin = ++at_;
  while (at_ < text_.size() && text_[at_] != quote)
    at_ += text_[at_] == '\\' ? 2 : 1;
  at_ = std::min(at_, text_.size());
  now_ = {TokenKind::text, without_escapes(text_.substr(begin, at_ - begin))};
  at_ = std::min(at_ + 1, text_.size());
}

void Lexer::advance() {
  while (!is_over_ && at_ < text_.size() && is_space(text_[at_]))
    ++at_;
  if (is_over_ || is_at_end()) {
    is_over_ = true;
    now_ = {};
    return;
  }
  const char c = text_[at_];
  if (c == '\'' || c == '"') return take_string(c);
  const std::size_t begin = at_;
  if (is_word(c)) {
    const bool is_number = is_digit(c);
    const auto belongs = [&](std::size_t at) {
      const bool is_point = is_number && text_[at] == '.' && at + 1 < text_.size() && is_digit(text_[at + 1]);
      return is_word(text_[at]) || is_point;
    };
    while (at_ < text_.size() && belongs(at_))
      ++at_;
    now_ = {is_number ? TokenKind::number : TokenKind::name, std::string(text_.substr(begin, at_ - begin))};
    return;
  }
  constexpr std::array<std::string_view, 6> pairs = {"==", "!=", "<=", ">=", "//", "**"};
  const std::string_view two = text_.substr(at_, 2);
  at_ += std::ranges::find(pairs, two) == pairs.end() ? 1 : 2;
  if (c == '(' || c == '[' || c == '{') ++brackets_;
  if ((c == ')' || c == ']' || c == '}') && brackets_ > 0) --brackets_;
  now_ = {TokenKind::sign, std::string(text_.substr(begin, at_ - begin))};
}

}  // namespace weightcheck::evidence::jinja
