// SPDX-License-Identifier: Apache-2.0
// Text outside of {{ }} and {% %} is printed as it is, and comments are not even that. Inside, words and strings are
// looked at; a string with '_' written as an escape, or put together from single ones, hides a name.
#include "evidence/chat_template.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/bytes.hpp"
#include "evidence/raw_text.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::size_t shown_bytes = 80;

bool is_word(char c) { return is_alnum(c) || c == '_' || !is_ascii(c); }

template <std::size_t size>
bool is_among(std::string_view word, const std::array<std::string_view, size>& words) {
  return std::ranges::find(words, word) != words.end();
}

// Escapes of ASCII undone: \x5f, \u005f, \U0000005f, \137. `\N{...}` stays, and is told by whoever asks.
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
    while (used < rest.size() && used < (is_octal ? 3 : digits)) {
      const char c = lower(rest[used]);
      if (!(is_octal ? c >= '0' && c <= '7' : is_hex_digit(c))) break;
      value = value * (is_octal ? 8 : 16) + static_cast<unsigned>(is_digit(c) ? c - '0' : c - 'a' + 10);
      ++used;
    }
    if (used == 0) {
      plain.push_back(kind);
      continue;
    }
    at += is_octal ? used - 1 : used;
    plain.push_back(value < 0x80 ? static_cast<char>(value) : '?');
  }
  return plain;
}

class Template {
 public:
  explicit Template(std::string_view text) : text_(text) {}

  std::optional<std::string> run() {
    while (at_ < text_.size()) {
      const std::size_t open = text_.find('{', at_);
      if (open == std::string_view::npos || open + 1 == text_.size()) return std::nullopt;
      at_ = open + 1;
      const char kind = text_[at_];
      if (kind == '#') {
        at_ = std::min(text_.find("#}", at_ + 1), text_.size());
      } else if (kind == '{' || kind == '%') {
        ++at_;
        tag_ = open;
        is_statement_ = kind == '%';
        if (reaches_out(kind == '%' ? '%' : '}')) return std::string(text_.substr(tag_, shown_bytes));
      }
    }
    return std::nullopt;
  }

 private:
  // Up to the end of the tag.
  bool reaches_out(char end) {
    bool is_first = true;
    previous_ = '\0';
    before_previous_ = '\0';
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == end && text_.substr(at_ + 1, 1) == "}") {
        at_ += 2;
        return false;
      }
      if (c == '\'' || c == '"') {
        if (is_told_string(c)) return true;
        remember('"');
      } else if (is_word(c)) {
        if (is_told_word(is_first)) return true;
        is_first = false;
        remember('a');
      } else {
        if (!is_space(c)) remember(c);
        ++at_;
      }
    }
    return false;
  }

  void remember(char c) {
    before_previous_ = previous_;
    previous_ = c;
  }

  bool is_told_word(bool is_first) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_]))
      ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    constexpr std::array<std::string_view, 4> statements = {"import", "from", "include", "extends"};
    constexpr std::array<std::string_view, 8> doors = {"lipsum",  "cycler", "joiner",  "self",
                                                       "request", "config", "url_for", "get_flashed_messages"};
    if (is_statement_ && is_first && is_among(word, statements)) return true;
    if (previous_ == '|') return word == "attr";
    if (previous_ == '.') return word.starts_with('_') || word == "mro" || word == "format_map";
    return word.starts_with("__") || (is_among(word, doors) && is_followed_by(".[|("));
  }

  [[nodiscard]] bool is_followed_by(std::string_view characters) const {
    const std::size_t next = text_.find_first_not_of(" \t\r\n", at_);
    return next != std::string_view::npos && characters.find(text_[next]) != std::string_view::npos;
  }

  bool is_told_string(char quote) {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != quote)
      at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    const std::string_view written = text_.substr(begin, at_ - begin);
    at_ = std::min(at_ + 1, text_.size());
    const std::string plain = without_escapes(written);
    const auto count = [](std::string_view text) { return std::ranges::count(text, '_'); };
    if (count(plain) != count(written) || written.find("\\N{") != std::string_view::npos) return true;
    if (plain.starts_with("__") && plain.size() > 2 && is_word(plain[2])) return true;
    if (plain.find(".__") != std::string::npos || plain.find("%c") != std::string::npos) return true;
    const bool only_marks = !plain.empty() && plain.find_first_not_of('_') == std::string::npos;
    if (!only_marks) return false;
    const bool is_joined = previous_ == '~' || previous_ == '+' || previous_ == '*' || is_followed_by("~+*]");
    const bool in_a_list = previous_ == '[' || (previous_ == '(' && before_previous_ != 'a');
    return is_joined || in_a_list;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t tag_ = 0;
  bool is_statement_ = false;
  char previous_ = '\0', before_previous_ = '\0';  // of the tag: a character, 'a' for a word, '"' for a string
};

}  // namespace

std::optional<std::string> reach_of_template(std::string_view text) { return Template(text).run(); }

}  // namespace weightcheck::evidence
